"""Forms of committees, a module for each noun."""

from portal.committees.forms.bodies import CommitteeForm, ReasonForm, SectionsForm
from portal.committees.forms.members import CorrectionForm, DayForm, EndForm, ListForm, MemberForm, SearchForm
from portal.committees.forms.orders import OrderFilesForm, OrderForm

__all__ = [
    "CommitteeForm",
    "CorrectionForm",
    "DayForm",
    "EndForm",
    "ListForm",
    "MemberForm",
    "OrderFilesForm",
    "OrderForm",
    "ReasonForm",
    "SearchForm",
    "SectionsForm",
]
