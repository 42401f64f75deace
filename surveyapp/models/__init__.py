"""The nouns of the house: rows that know their own rules, never how they are shown."""

from surveyapp.models.base import UNCHANGING, Base
from surveyapp.models.events import ChainHead, Event
from surveyapp.models.interviews import (
    Adjudication,
    Coding,
    EarlierAdjudication,
    InterviewSession,
    Segment,
)
from surveyapp.models.jobs import Job
from surveyapp.models.judgements import ExpertScore, ExpertSheet, VetoAnswer
from surveyapp.models.measures import IndicatorModelVersion, InstrumentVersion
from surveyapp.models.notices import Notice, NoticeChange, NoticeCounter, NoticeFile
from surveyapp.models.people import (
    Account,
    CalendarDay,
    Organisation,
    Person,
    RoleGrant,
    SignIn,
    SignInLink,
    Unit,
)
from surveyapp.models.records import (
    EvidenceItem,
    Exemption,
    Figure,
    ReliabilityDecision,
    TruthStatement,
)
from surveyapp.models.responses import Receipt, Response, Snapshot, SpooledResponse
from surveyapp.models.results import Approval, Review, ScoreRun
from surveyapp.models.roster import Collection, Draft, Invitation, Invitee
from surveyapp.models.rounds import Duty, Round, Task

__all__ = [
    "UNCHANGING",
    "Account",
    "Adjudication",
    "Approval",
    "Base",
    "CalendarDay",
    "ChainHead",
    "Coding",
    "Collection",
    "Draft",
    "Duty",
    "EarlierAdjudication",
    "Event",
    "EvidenceItem",
    "Exemption",
    "ExpertScore",
    "ExpertSheet",
    "Figure",
    "IndicatorModelVersion",
    "InstrumentVersion",
    "InterviewSession",
    "Invitation",
    "Invitee",
    "Job",
    "Notice",
    "NoticeChange",
    "NoticeCounter",
    "NoticeFile",
    "Organisation",
    "Person",
    "Receipt",
    "ReliabilityDecision",
    "Response",
    "Review",
    "RoleGrant",
    "Round",
    "ScoreRun",
    "Segment",
    "SignIn",
    "SignInLink",
    "Snapshot",
    "SpooledResponse",
    "Task",
    "TruthStatement",
    "Unit",
    "VetoAnswer",
]
