"""Matrix products run on one thread while asked to, and as before afterwards."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from models.threads import one_blas_thread


def blas_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_inside_there_is_one_thread_and_outside_the_number_from_before():
    with threadpool_limits(2, user_api="blas"):
        assert one_blas_thread(blas_threads)() == {1}
        assert blas_threads() == {2}


def test_an_error_inside_gives_the_threads_back_and_the_name_stays():
    @one_blas_thread
    def fails():
        """Says what it does."""
        raise ValueError("inside")

    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ValueError, match="inside"):
            fails()
        assert blas_threads() == {2}
    assert (fails.__name__, fails.__doc__) == ("fails", "Says what it does.")
