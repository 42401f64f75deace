"""What is true of every interviewer's page: the role, and how a session is shown."""

from flask import Blueprint

from surveyapp.access import Role
from surveyapp.errors import marked
from surveyapp.operations.rounds import find_tasks
from surveyapp.web.roles import actor, open_to

blueprint = Blueprint("interview", __name__, url_prefix="/interviews")
open_to(blueprint, Role.INT)


@blueprint.context_processor
def desk() -> dict[str, object]:
    """Let the layout ask whether this person codes or settles somewhere."""
    return {"has_coding": lambda: bool(find_tasks(actor(), kinds=("coder", "adjudicator")))}


STATES = {
    "assigned": ("off", marked("待开始")),
    "started": ("wait", marked("记录中")),
    "returned": ("bad", marked("被访人有异议")),
    "completed": ("wait", marked("待被访人确认")),
    "confirmed": ("good", marked("已确认")),
}
"""State -> kind of status tag and its word."""

NEXT_STEPS = {
    "assigned": marked("打开"),
    "started": marked("继续记录"),
    "returned": marked("去更正"),
    "completed": marked("确认链接"),
    "confirmed": marked("查看"),
}
"""State -> the one button beside a session in the list."""
