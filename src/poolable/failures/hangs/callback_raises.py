"""A callback that raises ends the thread that receives the results.

map_async calls add with the list of all results, but add expects one
result. The pool cannot mark its tasks as done, and join waits for ever.

Cured by: safe_callback
Hangs: TypeError: unsupported operand type(s) for +=: 'int' and 'list'
"""

from multiprocessing import Pool

total = 0


def power(x, n=10):
    return x**n


def add(result):
    global total
    total += result


if __name__ == "__main__":
    with Pool() as pool:
        pool.map_async(power, range(20), callback=add)
        pool.close()
        pool.join()
    print(total)
