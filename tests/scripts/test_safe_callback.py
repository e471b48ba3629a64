"""guarded passes the result on and keeps the error."""

from poolable.patterns.errors.safe_callback import guarded


def test_the_callback_gets_the_result():
    results, errors = [], []
    guarded(results.append, errors)(7)
    assert (results, errors) == ([7], [])


def test_what_it_raises_is_kept_and_not_raised():
    errors = []
    guarded([].extend, errors)(7)
    assert [type(error) for error in errors] == [TypeError]
    assert errors[0].__traceback__ is not None
