"""A class defined in a function cannot be found: move it to the module.

pickle sends an object with the module and the name of its class. A
worker cannot look up a name inside a function.

Cured by: module_class, cloudpickle_payload, dill_payload
Fails on 3.8-3.12: AttributeError: Can't pickle local object
    'main.<locals>.BigPow'
Fails on 3.13: AttributeError: Can't get local object
    'main.<locals>.BigPow'
Fails on 3.14+: _pickle.PicklingError: Can't pickle local object <class
    '__main__.main.<locals>.BigPow'>
"""

from multiprocessing import Pool


def main():
    class BigPow:
        def __init__(self, n=10):
            self.n = n

        def pow(self, x):
            return x**self.n

        def run(self, pool, args):
            pows = pool.map(self.pow, args)
            return sum(pows)

    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))


if __name__ == "__main__":
    main()
