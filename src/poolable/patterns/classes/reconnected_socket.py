"""Keep the address in self, and connect to it in the task.

Each task has its own connection, so no other process reads or writes
there. The server sees twenty of them, with one byte each.

Prints: got 20 bytes, right 20
"""

from concurrent.futures import ProcessPoolExecutor
from socket import create_connection, create_server


class BigPow:
    def __init__(self, address, n=10):
        self.address = address
        self.n = n

    def pow(self, x):
        with create_connection(self.address) as socket:
            socket.sendall(b".")
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


def receive(server):
    connection, _ = server.accept()
    with connection:
        return len(connection.recv(20))


if __name__ == "__main__":
    with create_server(("127.0.0.1", 0)) as server:
        big_pow = BigPow(server.getsockname(), n=10)
        with ProcessPoolExecutor() as pool:
            big_pow.run(pool, range(20))
        got = sum(receive(server) for _ in range(20))
    print(f"got {got} bytes, right 20")
