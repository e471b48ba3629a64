"""A file sent by dill starts at its first line: send the position too.

dill pickles an open file as its name and mode. The parent has read the
header already, and the worker reads it again.

Cured by: dill_file_mode, reopened_file
Needs: dill
Prints: got 13923571680870, right 13923571680850
"""

from multiprocessing import Pool

import dill


def total(payload):
    with dill.loads(payload) as file:
        return sum(map(int, file))


if __name__ == "__main__":
    with open("numbers.txt", "w") as file:
        file.write("20\n")  # how many follow
        file.writelines(f"{x**10}\n" for x in range(20))
    with open("numbers.txt") as file, Pool() as pool:
        count = int(file.readline())
        got = pool.apply(total, (dill.dumps(file),))
        print(f"got {got}, right {sum(map(int, file))}")
