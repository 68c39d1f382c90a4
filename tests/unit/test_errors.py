from pollsvc.domain.errors import InvalidAnswerError, PollNotFoundError, PollsvcError, Problem


def test_an_error_says_its_docstring() -> None:
    assert PollNotFoundError().message == "There is no poll at this address."


def test_an_error_says_what_it_is_told_to() -> None:
    assert str(PollNotFoundError("No poll here.")) == "No poll here."


def test_an_invalid_answer_keeps_every_problem_in_order() -> None:
    problems = (Problem("too_few", 2, 3), Problem("unknown_field", 9))
    assert InvalidAnswerError(problems).problems == problems


def test_an_error_without_words_says_nothing() -> None:
    class SilentError(PollsvcError):
        pass

    assert SilentError().message == ""
