"""Roles and permissions by name. A permission is `noun:verb`; its comment says what it lets a person do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a unit; a role held in a unit reaches everything below it."""

    STAFF = "staff"
    OFFICER = "officer"
    HEAD = "head"
    SECRETARIAT = "secretariat"
    EXECUTIVE = "executive"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """Every act a route can ask for."""

    ACCOUNT_USE = "account:use"  # own duties, notices, preferences, password and sign-in sessions
    DIVISION_VIEW = "division:view"  # every duty of a division
    FRAMEWORK_VIEW = "framework:view"  # the year's tree of indicators and its weights
    INDICATOR_VIEW = "indicator:view"  # one indicator's card
    OBLIGATION_VIEW = "obligation:view"  # one obligation with its evidence and history
    EVIDENCE_VIEW = "evidence:view"  # read and download an evidence file
    EVIDENCE_UPLOAD = "evidence:upload"  # attach files to an obligation, or a new revision
    EVIDENCE_WITHDRAW = "evidence:withdraw"  # take a file out, with a reason; it stays on record
    CERTIFICATION_LIST = "certification:list"  # what waits for one's certification
    OBLIGATION_CERTIFY = "obligation:certify"  # certify, return with a reason, take a certification back
    GRID_VIEW = "grid:view"  # divisions by periods for the whole agency
    BRIEFING_VIEW = "briefing:view"  # sessions of the briefing, their files, one's own check-in
    BRIEFING_MANAGE = "briefing:manage"  # set up, invite, cancel; the hall screen; exports
    ATTENDANCE_MARK = "attendance:mark"  # tick the list, enter the paper sheet, correct, strike out
    QUESTION_MANAGE = "question:manage"  # the question bank: write, import, confirm, retire, export
    QUIZ_TAKE = "quiz:take"  # take a quiz that is open to one, see one's own result
    QUIZ_MANAGE = "quiz:manage"  # build, try, publish, host, extra time, repair a key, freeze
    QUIZ_RESULTS = "quiz:results"  # single people's results (training administrator)
    QUIZ_SUMMARY = "quiz:summary"  # the figure and groups of five or more
    COMMITTEE_VIEW = "committee:view"  # committees and working groups: orders, members, dates of meetings
    COMMITTEE_MANAGE = "committee:manage"  # set up, appoint, end; the order of the agenda; templates and phrases
    MEETING_VIEW = "meeting:view"  # a meeting's agenda, papers and minutes, as member, guest or presenter
    MEETING_MANAGE = "meeting:manage"  # run a meeting as its secretary: agenda, invitation, notes, minutes, adoption
    MEETING_ANSWER = "meeting:answer"  # answer one's own invitation and one's own copy of circulated minutes
    ITEM_VIEW = "agenda-item:view"  # an item with its papers: the proposing division, and who may see the meeting
    ITEM_PROPOSE = "agenda-item:propose"  # write, submit, withdraw items of one's division
    ITEM_ARRANGE = "agenda-item:arrange"  # place, return, defer what was submitted
    RESOLUTION_VIEW = "resolution:view"  # a resolution and its history: owner, proposer, members
    RESOLUTION_REPORT = "resolution:report"  # say how far one's resolution is, or that it is done
    RESOLUTION_ACCEPT = "resolution:accept"  # accept as done, send back, move the due date
    AUDIT_SEARCH = "audit:search"  # search the audit trail
    PEOPLE_MANAGE = "people:manage"  # create, change, disable people; import; first passwords
    UNIT_MANAGE = "unit:manage"  # create, rename, move, close units
    ROLE_GRANT = "role:grant"  # give and end roles
    OUTBOX_MANAGE = "outbox:manage"  # see the queue and send again
