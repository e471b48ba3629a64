"""Each task has a connection of its own."""

import pickle
from socket import create_server

import pytest

from poolable.patterns.classes.reconnected_socket import BigPow, receive


def test_each_task_of_each_copy_has_a_connection_of_its_own():
    with create_server(("127.0.0.1", 0)) as server:
        big_pow = BigPow(server.getsockname(), n=10)
        twin = pickle.loads(pickle.dumps(big_pow))
        assert big_pow.pow(2) == twin.pow(2) == 1024
        assert [receive(server), receive(server)] == [1, 1]


def test_a_server_that_is_gone_is_the_error_of_the_task():
    with create_server(("127.0.0.1", 0)) as server:
        big_pow = BigPow(server.getsockname())
    twin = pickle.loads(pickle.dumps(big_pow))
    with pytest.raises(ConnectionRefusedError):
        twin.pow(2)
