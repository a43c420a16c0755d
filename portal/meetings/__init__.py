"""The meeting board: proposals and agendas, invitations, the meeting itself, minutes, adoption, resolutions.

A meeting's state is computed from what has happened to it (agenda opened, fixed, invited, begun, ended, circulated,
adopted), never stored. Papers are frozen by copy when an item is submitted; notes, revisions of minutes, answers to a
circulation and the history of a resolution are append-only. What carries over to the next meeting is a link: the item
or resolution it comes from is never changed by it. Meetings are numbered by calendar year (ครั้งที่ n/พ.ศ.); plans
and reports run by fiscal year.
"""
