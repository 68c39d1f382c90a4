"""What is asked of whom: rules, the path they leave, steps, progress, earlier answers in texts."""

from pollsvc.domain.flow.checking import Asking, RuleFault, rule_faults
from pollsvc.domain.flow.parsing import RuleSyntaxError, parse_rule
from pollsvc.domain.flow.path import asked_questions, read_leniently
from pollsvc.domain.flow.piping import Pipe, piped, pipes_in, unpiped
from pollsvc.domain.flow.progress import Progress, progress
from pollsvc.domain.flow.rules import Rule, names_in, printed
from pollsvc.domain.flow.steps import (
    Step,
    asked_in,
    asked_steps,
    first_open_step,
    is_staged,
    next_step,
    read_step,
    step_before,
    steps_of,
)

__all__ = [
    "Asking",
    "Pipe",
    "Progress",
    "Rule",
    "RuleFault",
    "RuleSyntaxError",
    "Step",
    "asked_in",
    "asked_questions",
    "asked_steps",
    "first_open_step",
    "is_staged",
    "names_in",
    "next_step",
    "parse_rule",
    "piped",
    "pipes_in",
    "printed",
    "progress",
    "read_leniently",
    "read_step",
    "rule_faults",
    "step_before",
    "steps_of",
    "unpiped",
]
