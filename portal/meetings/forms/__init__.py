"""Forms of meetings, a module for each noun: text in, typed values out."""

from portal.meetings.forms.board import DetailsForm, Move, MoveForm, OutlineForm, OwnItemForm, PlaceForm, SeenForm
from portal.meetings.forms.invitations import AnswerForm, GuestForm, MemoForm, SearchForm, SendForm, TemplateForm
from portal.meetings.forms.meetings import MeetingForm, MeetingsFilterForm, ReasonForm, RecordingForm
from portal.meetings.forms.proposals import (
    ItemForm,
    PapersForm,
    PapersOrderForm,
    ProposalsFilterForm,
    SubmitForm,
    WithdrawForm,
)

__all__ = [
    "AnswerForm",
    "DetailsForm",
    "GuestForm",
    "ItemForm",
    "MeetingForm",
    "MeetingsFilterForm",
    "MemoForm",
    "Move",
    "MoveForm",
    "OutlineForm",
    "OwnItemForm",
    "PapersForm",
    "PapersOrderForm",
    "PlaceForm",
    "ProposalsFilterForm",
    "ReasonForm",
    "RecordingForm",
    "SearchForm",
    "SeenForm",
    "SendForm",
    "SubmitForm",
    "TemplateForm",
    "WithdrawForm",
]
