"""A namedtuple with two names cannot be sent: use the same name twice.

The string gives the class the name job, and pickle looks for job in
the module. The module has only a Job.

Cured by: module_class
Fails on 3.8-3.13: _pickle.PicklingError: Can't pickle <class
    '__main__.job'>: attribute lookup job on __main__ failed
Fails on 3.14+: _pickle.PicklingError: Can't pickle <class
    '__main__.job'>: it's not found as __main__.job
"""

from collections import namedtuple
from multiprocessing import Pool

Job = namedtuple("job", "x n")


def power(job):
    return job.x**job.n


if __name__ == "__main__":
    jobs = [Job(x, 10) for x in range(20)]
    with Pool() as pool:
        print(sum(pool.map(power, jobs)))
