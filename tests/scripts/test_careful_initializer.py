"""careful_initializer stands in nobody's way when all is well."""

from poolable import lab
from poolable.catalog import get

GUARD = 'if __name__ == "__main__":\n'
WRITE = '    with open("exponent.txt", "w") as file:\n        file.write("10")\n'


def test_with_the_file_it_works(script):
    source = get("careful_initializer").source.replace(GUARD, GUARD + WRITE)
    assert lab.run(script(source)).stdout == "13923571680850\n"


def test_each_task_raises_an_error_of_its_own(script):
    source = get("careful_initializer").source
    source = source.replace("print(sum(pool.imap(power, range(20))))", "pool.apply(power, (1,))")
    source = source.replace("print(error)", """print(str(error.__cause__).count("in power"))""")
    source = source.replace("        try:", "        for _ in range(20):\n         try:")
    source = source.replace("        except RuntimeError", "         except RuntimeError")
    assert lab.run(script(source)).stdout == "1\n" * 20
