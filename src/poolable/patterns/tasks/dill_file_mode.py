"""Tell dill to keep the position of an open file.

With CONTENTS_FMODE the copy continues where the file was. The worker
opens the file by its name, so the file has to exist there.

Needs: dill
Prints: got 13923571680850, right 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor

import dill


def total(payload):
    with dill.loads(payload) as file:
        return sum(map(int, file))


if __name__ == "__main__":
    with open("numbers.txt", "w") as file:
        file.write("20\n")  # how many follow
        file.writelines(f"{x**10}\n" for x in range(20))
    with open("numbers.txt") as file, ProcessPoolExecutor() as pool:
        count = int(file.readline())
        payload = dill.dumps(file, fmode=dill.CONTENTS_FMODE)
        got = pool.submit(total, payload).result()
        print(f"got {got}, right {sum(map(int, file))}")
