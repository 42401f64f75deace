"""Who is in the cast of a demonstration: fictional people, marked so in their names; no rows."""

from collections.abc import Collection
from dataclasses import dataclass

from surveyapp.access import Role


@dataclass(frozen=True)
class Part:
    """One part in the play: its key, the names of who plays it, the role and duties it needs."""

    key: str
    name_zh: str
    name_en: str
    role: Role
    duties: tuple[str, ...] = ()

    @property
    def login(self) -> str:
        """The login by which `run` prints this person's links."""
        return f"demo-{self.key}"


PARTS = (
    Part("lead", "主管 周敏（演示）", "Zhou Min, lead (demo)", Role.LEAD),
    Part("officer", "认定专员 陈立（演示）", "Chen Li, officer (demo)", Role.OFF, ("officer",)),
    Part("issuer", "发文专员 吴桐（演示）", "Wu Tong, issuer (demo)", Role.OFF, ("issuer",)),
    Part(
        "interviewer-1",
        "访谈员 林岚（演示）",
        "Lin Lan, interviewer (demo)",
        Role.INT,
        ("interviewer", "coder"),
    ),
    Part(
        "interviewer-2",
        "访谈员 何川（演示）",
        "He Chuan, interviewer (demo)",
        Role.INT,
        ("interviewer", "coder"),
    ),
    Part(
        "adjudicator",
        "合议人 孟真（演示）",
        "Meng Zhen, adjudicator (demo)",
        Role.INT,
        ("adjudicator",),
    ),
    Part(
        "supervisor",
        "监督 严正（演示）",
        "Yan Zheng, supervision (demo)",
        Role.SUP,
        ("supervisor",),
    ),
    Part("reviewer", "复核员 沈核（演示）", "Shen He, reviewer (demo)", Role.REV, ("reviewer",)),
    Part("approver", "审批人 高原（演示）", "Gao Yuan, approver (demo)", Role.APP, ("approver",)),
)
EXPERT_NAMES = ("赵一", "钱二", "孙三", "李四", "周五")
MOST_EXPERTS = 20


def expert_parts(n_experts: int) -> list[Part]:
    """Return the parts of a panel."""
    return [
        Part(
            f"expert-{n}",
            f"专家 {EXPERT_NAMES[(n - 1) % len(EXPERT_NAMES)]}（演示 {n}）",
            f"Expert {n} (demo)",
            Role.EXP,
        )
        for n in range(1, n_experts + 1)
    ]


def demo_parts(logins: Collection[str]) -> list[Part]:
    """Return the parts that are really there, in order: those whose login is among some."""
    known = set(logins)
    return [part for part in (*PARTS, *expert_parts(MOST_EXPERTS)) if part.login in known]
