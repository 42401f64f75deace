"""The indicator model as data: reading, checking and writing it; nothing is scored here."""

from scoring.faults import Fault, ModelFaults
from scoring.model.load import check_model, content_hash, load_model, model_document
from scoring.model.policies import IndicatorModel
from scoring.model.yaml_text import read_model_yaml

__all__ = [
    "Fault",
    "IndicatorModel",
    "ModelFaults",
    "check_model",
    "content_hash",
    "load_model",
    "model_document",
    "read_model_yaml",
]
