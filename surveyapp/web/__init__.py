"""The doors: one blueprint a role; a view loads, checks the form, calls one act, redirects."""

from surveyapp.web.approve import blueprint as approve
from surveyapp.web.coding import blueprint as coding
from surveyapp.web.desk import blueprint as desk
from surveyapp.web.expert import blueprint as expert
from surveyapp.web.interview import blueprint as interview
from surveyapp.web.interview_desk import blueprint as interview_desk
from surveyapp.web.interviewee import blueprint as interviewee
from surveyapp.web.lead import blueprint as lead
from surveyapp.web.notices import blueprint as notices
from surveyapp.web.respond import blueprint as respond
from surveyapp.web.review import blueprint as review
from surveyapp.web.scores import blueprint as scores
from surveyapp.web.site import blueprint as site
from surveyapp.web.supervise import blueprint as supervise
from surveyapp.web.verify import blueprint as verify

BLUEPRINTS = (
    site,
    lead,
    desk,
    expert,
    supervise,
    respond,
    interviewee,
    interview,
    interview_desk,
    coding,
    scores,
    review,
    approve,
    notices,
    verify,
)
