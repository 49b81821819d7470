"""Shipped rules for repositories of code."""

from forum.core.containment import Hazard
from forum.flags.rules.rule import Effect, Rule
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import command

_GIT = r"git<options>"

RULES = (
    Rule(
        key="git.discard",
        hazard=Hazard.DATA_LOSS,
        severity=2,
        effect=Effect.REPORT,
        explanation=texts.LOSES_CODE,
        instead=texts.STASH_FIRST,
        pattern=command(
            rf"{_GIT} reset<more> --hard\b",
            rf"{_GIT} clean<more> (?:-\w*f\w*|--force)<end>",
            rf"{_GIT} (?:checkout|switch)<more> (?:-f|--force|--discard-changes)(?:$|\s)",
            rf"{_GIT} checkout(?: \w\S*)? (?:-- )?(?:\.|\*|:/)(?:$|\s)",
            rf"{_GIT} restore(?: -\S+)* (?:\.|\*|:/)(?:$|\s)",
            rf"{_GIT} stash (?:clear|drop)<end>",
            rf"{_GIT} rm(?: -\S+)* (?:\.|\*|:/)(?:$|\s)",
            rf"{_GIT} branch<more> (?:-\w*D\w*|(?:-d|--delete) (?:--force|-f)|(?:--force|-f) (?:-d|--delete))(?:$|\s)",
            rf"{_GIT} (?:worktree remove<more> (?:-f|--force)|submodule deinit<more> (?:-f|--force|--all))",
            r"rm<more> \S*\.git/?(?:$|\s)",
            r"hg (?:update (?:-C|--clean)|strip|purge)\b",
            r"svn (?:revert -R|cleanup --remove\S*)",
        ),
    ),
    Rule(
        key="git.history",
        hazard=Hazard.DATA_LOSS,
        severity=2,
        effect=Effect.REPORT,
        explanation=texts.LOSES_CODE,
        instead=texts.STASH_FIRST,
        pattern=command(
            rf"{_GIT} (?:filter-branch|filter-repo)\b",
            rf"{_GIT} reflog (?:expire|delete)\b",
            rf"{_GIT} gc<more> --prune=(?:now|all)\b",
            rf"{_GIT} prune<more> --expire[= ]?now\b",
            rf"{_GIT} update-ref<more> (?:-d|--delete)\b",
            r"bfg<more> --(?:delete\S*|strip\S*|replace\S*)",
        ),
    ),
    Rule(
        key="git.shared-history",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.REWRITES,
        instead=texts.LEASE,
        pattern=command(
            rf"{_GIT} push<more> (?:--force|-\w*f\w*|--mirror|--delete|-d|--prune)(?:$|\s)",
            rf"{_GIT} push<more> \+\w\S*",
            rf"{_GIT} push \S+ :\S+",
        ),
        unless=r"--dry-run\b",
    ),
    Rule(
        key="git.rebase-and-reset",
        hazard=Hazard.DATA_LOSS,
        severity=1,
        effect=Effect.COUNT,
        explanation=texts.LOSES_CODE,
        instead=texts.STASH_FIRST,
        pattern=command(
            rf"{_GIT} reset(?:$|[;&|)\"'`]| (?:HEAD|--(?:mixed|merge|keep)|[\w~^.][\w~^./-]*))",
            rf"{_GIT} rebase(?:$|\s)",
            rf"{_GIT} worktree (?:add|remove|prune)\b",
            rf"{_GIT} (?:merge|rebase|cherry-pick|am) --(?:abort|quit|skip)\b",
        ),
    ),
    Rule(
        key="hosting.delete",
        hazard=Hazard.DATA_LOSS,
        severity=3,
        effect=Effect.WARN,
        explanation=texts.LOSES_CLOUD,
        instead=texts.LIST_CLOUD,
        pattern=command(
            r"(?:gh|glab) (?:repo|project) (?:delete|archive|rename|transfer)<end>",
            r"gh repo edit<more> --visibility\b",
            r"(?:gh|glab) (?:release|secret|variable|cache|label|gist|issue|run|codespace|ssh-key|gpg-key|environment|ruleset) (?:delete|remove|rm)(?:$|\s)",
            r"gh api<more> (?:-X|--method)[ =]?DELETE\b",
        ),
    ),
)
