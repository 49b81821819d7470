"""Who may use which route, and what is sent to it: the tables of the walk over every route."""

from typing import Any

UNKNOWN = 4711


SECRET = "xylophone"


ADVICE = f"Open the settings, choose {SECRET}, and switch off the nightly restart. Then press Save."


TYPED = "First save the settings. Then take the lid off and press the small button for ten seconds."


VERDICT = {"verdict": "verified", "revision": 1, "releases": []}


CORRECTION = {"revision": 1, "passage": "settings", "replacement": "menu", "reason": "It moved."}


TEXT = {"title": "Tone", "text": "Speak of the matter."}


REPORT = {"kind": "wrong", "reason": "It is not so."}


WHY = {"reason": "It has to be."}


RECALL = {"severity": 2, "summary": "It moved", "what_now": "Look for it elsewhere."}


SUGGESTION = {"body": TYPED, "revision": 1, "note": "Clearer."}


# What is sent to the routes that change something, so that it is the permission that decides.
NOTE = {"text": "They have been told before."}


BODIES: dict[str, dict[str, Any]] = {
    "api.Question": {"title": "Another title"},
    "api.Answer": {"body": TYPED},
    "api.post": {"body": TYPED},
    "api.comment_on_answer": {"body": "Thank you."},
    "api.comment_on_question": {"body": "Thank you."},
    "api.Comment": {"body": "Thank you all."},
    "api.put_comment_vote": {"value": 1},
    "api.put_answer_vote": {"value": 1},
    "api.put_question_vote": {"value": 1},
    "api.OutcomeOfAnswer": {"worked": True},
    "api.AnswerDeletion": WHY,
    "api.CommentDeletion": WHY,
    "api.QuestionDeletion": WHY,
    "api.Closure": WHY,
    "api.post_verdict": VERDICT,
    "api.post_correction": CORRECTION,
    "api.put_correction_objection": WHY,
    "api.put_correction_resolution": {"action": "uphold", **WHY},
    "api.suggest_for_answer": SUGGESTION,
    "api.suggest_for_question": SUGGESTION,
    **dict.fromkeys(
        ("api.post_flag", "api.post_question_flag", "api.post_comment_flag", "api.post_entry_flag"), REPORT
    ),
    "api.post_person_flag": {"kind": "abuse", "reason": "It insults people."},
    "api.post_decision": {"action": "dismiss", "reason": "It is fine."},
    # Without a reason nobody is erased, so the next one finds them.
    "admin.erase": {"posts": "keep", "reason": ""},
    "api.put_person_erasure": {"posts": "keep", "reason": ""},
    "admin.grant": {"role": "customer"},
    "api.AdminRoles": {"role": "customer"},
    "admin.revoke": {"role": "customer"},
    "tags.follow": {"follow": "yes"},
    "tags.edit": {"description": "After sunset."},
    "tags.synonym": {"synonym": "evening"},
    "tags.no_synonym": {"synonym": "evening"},
    "tags.rename": {"name": "", "reason": "It is the usual word."},
    "tags.merge": {"into": "nothing", "why": "Both say the same."},
    "api.TagResource": {"description": "After sunset."},
    "api.put_tag_merger": {"into": UNKNOWN, "reason": "Both say the same."},
    "engineering.check": VERDICT,
    "engineering.objection": {"action": "uphold", **WHY},
    "engineering.confirm_one": {"action": "confirm"},
    "api.put_check_refusal": WHY,
    **dict.fromkeys(("api.RecallDecision", "recalls.notice"), RECALL),
    **dict.fromkeys(("api.put_recall_refusal", "recalls.decline_it"), WHY),
    "api.post_answer_helped": {"helped": True},
    "api.post_entry_helped": {"helped": True},
    "helping.answer_helped": {"helped": "yes"},
    "helping.entry_helped": {"helped": "yes"},
    "moderation.case": {"action": "dismiss", "reason": "It is fine."},
    "moderation.text": TEXT,
    "moderation.restrain": {"action": "silence", "until": "7", "reason": ""},
    "moderation.posts": {"reason": ""},
    "moderation.show_again": {"decision": str(UNKNOWN), "reason": ""},
    "api.put_posts_hidden": {"reason": ""},
    "api.put_posts_shown": {"decision_id": UNKNOWN, "reason": "It was no spam."},
    **dict.fromkeys(("moderation.note_case", "moderation.note_person"), NOTE),
    **dict.fromkeys(("api.CaseNotes", "api.PersonNotes"), NOTE),
    "moderation.let_act": {"action": "silence", "reason": ""},
    "api.PersonRestraint": {"action": "silence", "until": "2099-01-01T00:00:00Z", "reason": ""},
    "api.put_release": {"action": "silence", "reason": ""},
    "api.CannedResource": TEXT,
    "api.AnswerConversion": {"to": "comment"},
    "api.Merger": {"into": UNKNOWN},
    "api.Entry": {"body": TYPED},
    "api.Retirement": WHY,
    "solutions.retire": WHY,
    "api.post_entry_verdict": VERDICT,
    "solutions.edit": {"title": "Another title", "body": TYPED, "revision": "0"},
    "questions.close": WHY,
    "questions.correct_answer": CORRECTION,
    "questions.object_to_correction_page": WHY,
    "questions.convert_answer": {"to": "comment"},
    "questions.merge": {"target": str(UNKNOWN)},
    "questions.bookmark": {"keep": "yes"},
    "questions.bookmark_answer": {"keep": "yes"},
    "questions.comment": {"body": "Thank you."},
    "questions.edit_comment_page": {"body": "Thank you all.", "revision": "1"},
    "questions.vote_on_comment": {"value": "1"},
    "questions.delete_answer": WHY,
    "questions.delete_comment": WHY,
    "questions.delete_question": WHY,
    "questions.duplicate": {"target": str(UNKNOWN)},
    "questions.edit": {"title": "Another title", "body": "Details.", "revision": "1"},
    "questions.edit_answer_page": {"body": TYPED, "revision": "1"},
    "questions.follow": {"follow": "yes"},
    "questions.have_it_too": {"has": "yes"},
    "questions.mute": {"mute": "yes"},
    "questions.outcome": {"worked": "yes"},
    "questions.post": {"body": TYPED},
    **dict.fromkeys(("reports.question", "reports.answer", "reports.comment", "reports.solution"), REPORT),
    "reports.person": {"kind": "abuse", "reason": "It insults people."},
    "questions.suggest_answer": SUGGESTION,
    "questions.suggest_question": {**SUGGESTION, "title": "Another title"},
    "questions.vote_answer": {"value": "1"},
    "questions.vote_question": {"value": "1"},
}


# What is named in the address where something is taken away.
QUERIES = {"api.AdminRoles": "?role=customer"}


# Who may change what, of those who see it: by endpoint. Everybody else is told that they may not.
SIGNED_IN = frozenset({"sam", "ada", "ben", "eva", "max", "amy"})


CURATORS = frozenset({"max", "amy"})


TELLERS = frozenset({"eva", "max"})


NOT_ASKER, NOT_AUTHOR = SIGNED_IN - {"ada"}, SIGNED_IN - {"ben"}


MAY: dict[str, frozenset[str]] = {
    "api.Question": frozenset({"ada", "eva", "max"}),
    "api.Answer": frozenset({"ben", "eva", "max"}),
    "api.Entry": frozenset({"eva", "max"}),
    "api.Acceptance": frozenset({"ada"}),
    "api.post": SIGNED_IN,
    "api.comment_on_answer": SIGNED_IN,
    "api.comment_on_question": SIGNED_IN,
    "api.Comment": frozenset({"ada"}),
    "api.put_comment_vote": NOT_ASKER,
    "api.put_answer_vote": NOT_AUTHOR,
    "api.put_question_vote": NOT_ASKER,
    "api.OutcomeOfAnswer": NOT_AUTHOR,
    # Ben's answer is accepted and Ada's question answered, so both belong to more than their authors.
    "api.AnswerDeletion": frozenset({"max"}),
    "api.CommentDeletion": frozenset({"ada", "max"}),
    "api.QuestionDeletion": frozenset({"max"}),
    # What was never converted or merged cannot be taken back: nobody finds it.
    "api.AnswerConversion": frozenset({"max"}),
    "api.CommentConversion": frozenset({"ada", "max"}),
    "api.Merger": frozenset({"max"}),
    "api.Closure": frozenset({"ada", "eva", "max"}),
    "api.AnswerBookmark": SIGNED_IN,
    "api.HavingToo": NOT_ASKER,
    "api.QuestionBookmark": SIGNED_IN,
    "api.QuestionFollowing": SIGNED_IN,
    "api.QuestionMuting": SIGNED_IN,
    "api.TagFollowing": SIGNED_IN,
    "api.post_verdict": frozenset({"eva"}),
    "api.post_correction": frozenset({"eva", "max"}),
    "api.put_correction_adoption": frozenset({"ben"}),
    "api.put_correction_objection": frozenset({"ben"}),
    "api.put_correction_resolution": frozenset({"eva"}),
    "api.suggest_for_answer": NOT_AUTHOR,
    "api.suggest_for_question": NOT_ASKER,
    **dict.fromkeys(("api.post_flag", "api.post_entry_flag"), NOT_AUTHOR),
    # Ada asked, wrote the comment, and it is her profile.
    **dict.fromkeys(("api.post_question_flag", "api.post_comment_flag", "api.post_person_flag"), NOT_ASKER),
    "api.post_decision": frozenset({"max"}),
    "admin.erase": frozenset({"amy"}),
    "api.put_person_erasure": frozenset({"amy"}),
    "admin.grant": frozenset({"amy"}),
    "api.AdminRoles": frozenset({"amy"}),
    "admin.revoke": frozenset({"amy"}),
    "engineering.check": frozenset({"eva"}),
    "engineering.objection": frozenset({"eva"}),
    **dict.fromkeys(
        ("engineering.confirm_one", "api.put_check_confirmation", "api.put_check_refusal"), frozenset({"eva"})
    ),
    # Whose it is takes it back, and that is none of them.
    "api.WaitingCheckResource": frozenset(),
    **dict.fromkeys(("moderation.case", "moderation.take", "moderation.give_back"), frozenset({"max"})),
    **dict.fromkeys(("moderation.leave", "moderation.hand_on", "api.Lease"), frozenset({"max"})),
    **dict.fromkeys(("moderation.restrain", "moderation.let_act"), CURATORS),
    **dict.fromkeys(("api.PersonRestraint", "api.put_release"), CURATORS),
    **dict.fromkeys(("moderation.posts", "api.put_posts_hidden"), frozenset({"max"})),
    **dict.fromkeys(("moderation.note_case", "api.CaseNotes"), frozenset({"max"})),
    **dict.fromkeys(("moderation.note_person", "api.PersonNotes"), CURATORS),
    # Max wrote it, beside a report.
    **dict.fromkeys(("moderation.drop_a_note", "api.delete_note"), frozenset({"max"})),
    # What was never hidden cannot be shown again: nobody finds it.
    **dict.fromkeys(("moderation.show_again", "api.put_posts_shown"), frozenset()),
    # Texts for reasons belong to no product: those who moderate all of them keep them.
    **dict.fromkeys(("moderation.text", "moderation.drop", "api.CannedResource"), frozenset({"max"})),
    **dict.fromkeys(("api.RecallDecision", "api.put_recall_agreement", "api.put_recall_refusal"), TELLERS),
    **dict.fromkeys(("api.put_recall_reversal", "recalls.notice", "recalls.decline_it"), TELLERS),
    **dict.fromkeys(("recalls.stop_it", "recalls.take_it_back"), TELLERS),
    # By then Eva has decided it.
    "recalls.approve_it": frozenset({"max"}),
    # Who has a key has a name, and says it by that.
    "api.post_answer_helped": frozenset(),
    "api.post_entry_helped": frozenset(),
    "helping.answer_helped": SIGNED_IN,
    "helping.entry_helped": SIGNED_IN,
    "questions.accept": frozenset({"ada"}),
    "questions.unaccept": frozenset({"ada"}),
    "questions.convert_answer": frozenset({"max"}),
    "questions.convert_comment": frozenset({"ada", "max"}),
    "questions.merge": frozenset({"max"}),
    "questions.close": frozenset({"ada", "eva", "max"}),
    "questions.bookmark": SIGNED_IN,
    "questions.bookmark_answer": SIGNED_IN,
    "questions.correct_answer": frozenset({"eva", "max"}),
    "questions.adopt_correction_page": frozenset({"ben"}),
    "questions.object_to_correction_page": frozenset({"ben"}),
    "questions.comment": SIGNED_IN,
    "questions.edit_comment_page": frozenset({"ada"}),
    "questions.vote_on_comment": NOT_ASKER,
    "questions.delete_answer": frozenset({"max"}),
    "questions.delete_comment": frozenset({"ada", "max"}),
    "questions.delete_question": frozenset({"max"}),
    "questions.duplicate": frozenset({"ada", "eva", "max"}),
    "questions.reopen": frozenset({"ada", "eva", "max"}),
    "questions.restore_answer": frozenset({"ben", "max"}),
    "questions.restore_comment": frozenset({"ada", "max"}),
    "questions.restore_question": frozenset({"ada", "max"}),
    "questions.edit": frozenset({"ada", "eva", "max"}),
    "questions.edit_answer_page": frozenset({"ben", "eva", "max"}),
    "questions.follow": SIGNED_IN,
    "questions.have_it_too": NOT_ASKER,
    "questions.mute": SIGNED_IN,
    "questions.outcome": NOT_AUTHOR,
    "questions.post": SIGNED_IN,
    "reports.answer": NOT_AUTHOR,
    # By then Eva has revised it.
    "reports.solution": SIGNED_IN - {"eva"},
    **dict.fromkeys(("reports.question", "reports.comment", "reports.person"), NOT_ASKER),
    "questions.suggest_answer": NOT_AUTHOR,
    "questions.suggest_question": NOT_ASKER,
    "questions.vote_answer": NOT_AUTHOR,
    "questions.vote_question": NOT_ASKER,
    "solutions.edit": frozenset({"eva", "max"}),
    "solutions.review": frozenset({"eva", "max"}),
    "solutions.retire": frozenset({"eva", "max"}),
    "solutions.bring_back": frozenset({"eva", "max"}),
    "api.Retirement": frozenset({"eva", "max"}),
    "solutions.check": frozenset({"eva"}),
    "api.post_entry_verdict": frozenset({"eva"}),
    "tags.follow": SIGNED_IN,
    # Tags belong to no product: those who moderate all of them keep them.
    **dict.fromkeys(("tags.edit", "tags.synonym", "tags.no_synonym", "tags.rename", "tags.merge"), CURATORS),
    **dict.fromkeys(("api.TagResource", "api.TagSynonymResource", "api.put_tag_merger"), CURATORS),
}


# Where others may take something back than may do it.
MAY_TAKE_BACK: dict[str, frozenset[str]] = {
    "api.AnswerDeletion": frozenset({"ben", "max"}),
    "api.QuestionDeletion": frozenset({"ada", "max"}),
}


# Rooms for staff: to everybody else it looks as if they were not there, whatever stands in the address.
STAFF_ROOMS = (
    *("admin.", "engineering.", "moderation.", "questions.staff_view"),
    *("api.admin_person", "api.AdminRoles", "api.get_case", "api.get_question_openings", "api.post_decision"),
    "api.get_staff_history",
    *("api.Lease", "api.CannedResource", "api.PersonRestraint", "api.put_release"),
    *("api.get_posts_of", "api.put_posts_"),
    *("api.CaseNotes", "api.PersonNotes", "api.delete_note"),
    *("numbers.overturned", "api.get_reversals_of"),
    *("recalls.notice", "recalls.decline_it", "recalls.approve_it", "recalls.stop_it", "recalls.take_it_back"),
    *("api.RecallDecision", "api.get_recall", "api.put_recall_"),
    *("api.WaitingCheck", "api.put_check_"),
)


# Their own things, each under a number of its own, have tests of their own.
OWN = (
    *("accounts.", "notices.", "admin.retry", "suggestions.", "api.Suggestion", "api.put_suggestion_"),
    *("api.Export", "api.get_export_"),
    *("api.delete_session", "api.delete_token", "api.DraftResource", "api.admin_retry"),
    *("decisions.", "api.get_decision", "api.put_appeal", "api.put_reading"),
    # What people were told of, which here nobody was.
    *("recalls.one", "recalls.undone", "api.get_corrected_one", "api.put_undone"),
)


# Maps for search engines count parts, not things.
MAPS = ("crawling.",)


# Where visitors may say something too.
OPEN = {"helping.": 303, "api.post_answer_helped": 200, "api.post_entry_helped": 200}


DONE = frozenset({200, 201, 204, 302, 303, 409, 412, 422})
