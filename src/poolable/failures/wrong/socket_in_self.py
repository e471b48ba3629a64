"""A socket in self can be sent, but all copies share one connection.

multiprocessing sends a socket as another handle to its connection. A
worker that reads takes the bytes from all the others and the parent.

Cured by: reconnected_socket
Prints: got 0 bytes, right 20
"""

from multiprocessing import Pool
from socket import SHUT_WR, socketpair


class BigPow:
    def __init__(self, n=10):
        self.socket, self.server = socketpair()
        self.n = n

    def pow(self, x):
        self.socket.recv(1)
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.socket, big_pow.server, Pool() as pool:
        big_pow.server.sendall(b"." * 20)
        big_pow.server.shutdown(SHUT_WR)
        big_pow.run(pool, range(20))
        left = len(big_pow.socket.recv(20))
        print(f"got {left} bytes, right 20")
