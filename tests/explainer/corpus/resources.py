"""Cases: locks, threads, files and other things that belong to one process."""

import contextlib
import contextvars
import csv
import ctypes
import ctypes.wintypes
import hashlib
import io
import logging
import mmap
import multiprocessing
import os
import queue
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.managers import SyncManager
from multiprocessing.pool import ThreadPool

from corpus.case import Job, case, healthy, inside, refused, square

# Nothing here is started by fork: other cases have threads.
SPAWN = multiprocessing.get_context("spawn")
HTTPS = "dump" if sys.version_info >= (3, 12) else ""


def part(task):
    """Return the one thing that the object behind a bound method holds."""
    return next(iter(vars(task.__self__).values()))


@refused("https://github.com/EnterpriseDB/barman/pull/1184", lambda task: [part(task)])
def lock_in_self():
    return Job(lock=threading.Lock()).run


@refused("https://github.com/mailpile/moggie/issues/14", lambda task: [part(task)])
def rlock_in_self():
    return Job(lock=threading.RLock()).run


@refused("https://github.com/cloudpipe/cloudpickle/issues/81", lambda lock: [lock])
def lock_alone():
    return threading.Lock()


@refused("https://github.com/python-diamond/Diamond/issues/194", lambda job: [job.acquire.__self__])
def method_of_a_lock():
    return Job(acquire=threading.Lock().acquire)


@refused("constructed", lambda job: [inside(job.condition)])
def condition():
    return Job(condition=threading.Condition())


@refused("https://github.com/Graviti-AI/tensorbay-python-sdk/pull/545", lambda j: [inside(j.done)])
def event():
    return Job(done=threading.Event())


@refused("constructed", lambda job: [inside(job.slots)])
def semaphore():
    return Job(slots=threading.BoundedSemaphore(2))


@refused("constructed", lambda job: [inside(job.gate)])
def barrier():
    return Job(gate=threading.Barrier(2))


@refused("https://github.com/dask/distributed/issues/780", lambda job: [job.local])
def thread_local():
    return Job(local=threading.local())


@refused("https://github.com/praw-dev/praw/issues/586", lambda job: [inside(job.thread)])
def thread_in_self():
    return Job(thread=threading.Thread(target=square, args=(1,)))


@refused("constructed", lambda job: [inside(job.timer)])
def timer_in_self():
    return Job(timer=threading.Timer(60, square))


@refused("https://github.com/uqfoundation/multiprocess/issues/18", lambda t: [t.__self__.pool])
def pool_in_self():
    pool = SPAWN.Pool(1)
    yield Job(pool=pool).run
    pool.terminate()
    pool.join()


@refused("https://github.com/DEAP/deap/issues/434", lambda task: [task.__self__.pool])
def thread_pool_in_self():
    with ThreadPool(1) as pool:
        yield Job(pool=pool).run
    pool.join()


@refused("https://github.com/rllm-org/rllm/pull/118", lambda task: [inside(part(task))])
def process_executor_in_self():
    with ProcessPoolExecutor(1, mp_context=SPAWN) as executor:
        yield Job(executor=executor).run


@refused("https://github.com/google/adk-python/issues/856", lambda task: [inside(part(task))])
def thread_executor_in_self():
    with ThreadPoolExecutor(1) as executor:
        yield Job(executor=executor).run


@refused("https://github.com/mcp-use/mcp-use/issues/734", lambda job: [inside(job.future)])
def future_in_self():
    return Job(future=Future())


@refused("https://github.com/python/cpython/issues/109554", lambda job: [inside(job.tasks)])
def thread_queue():
    return Job(tasks=queue.Queue())


@refused("https://github.com/google/adk-python/issues/856", lambda job: [job.tasks])
def simple_queue():
    return Job(tasks=queue.SimpleQueue())


@refused("https://github.com/cloudpipe/cloudpickle/issues/81", lambda job: [inside(job.lock)])
def process_lock():
    return Job(lock=SPAWN.Lock())


@refused("https://github.com/pyinstaller/pyinstaller/issues/2138", lambda job: [inside(job.stop)])
def process_event():
    return Job(stop=SPAWN.Event())


@refused("https://github.com/dongzhang0725/PhyloSuite/issues/129", lambda job: [inside(job.tasks)])
def process_queue():
    tasks = SPAWN.Queue()
    yield Job(tasks=tasks)
    tasks.close()
    tasks.join_thread()


@refused("https://github.com/microsoft/Playvirtual/issues/5", lambda job: [inside(job.count)])
def shared_value():
    return Job(count=SPAWN.Value("i", 0))


@refused("constructed", lambda job: [inside(job.numbers)])
def shared_array():
    return Job(numbers=SPAWN.Array("d", 3))


@refused(
    "https://github.com/reefgenomics/SymPortal_framework/issues/108",
    lambda job: [[*inside(job.process), job.process._config["authkey"]]],
)
def process_in_self():
    return Job(process=SPAWN.Process(target=square, args=(1,)))


@refused("https://github.com/facebookresearch/fast3r/pull/85", lambda job: [inside(job.manager)])
def manager_in_self():
    return Job(manager=SyncManager(ctx=SPAWN))


@refused("https://github.com/Delgan/loguru/issues/831", lambda task: [part(task)])
def text_file():
    with open(os.devnull, encoding="utf-8") as file:
        yield Job(file=file).run


@refused("https://github.com/northpowered/temporal-boost/issues/24", lambda job: [job["log"]])
def binary_file_in_a_dict():
    with open(os.devnull, "wb") as file:
        yield {"name": "log", "log": file}


@refused("https://github.com/uqfoundation/dill/pull/494", lambda job: [inside(job.scratch)])
def temporary_file():
    with tempfile.NamedTemporaryFile() as file:
        yield Job(scratch=file)


@refused("constructed", lambda job: [job.writer])
def csv_writer():
    return Job(writer=csv.writer(io.StringIO()))


@refused("https://github.com/microsoft/qlib/issues/1467", lambda job: [job.pages])
def memory_map():
    with mmap.mmap(-1, 10) as pages:
        yield Job(pages=pages)


@refused("https://github.com/grantjenks/python-diskcache/issues/261", lambda job: [job.view])
def memory_view():
    return Job(view=memoryview(b"abc"))


@refused("https://github.com/cisco/mindmeld/issues/340", lambda job: [job.loader["db"]])
def database():
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    yield Job(loader={"db": connection})
    connection.close()


@refused("https://github.com/gem/oq-engine/pull/11500", lambda found: [found[0]])
def database_cursor():
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    yield [connection.cursor(), 7]
    connection.close()


@refused("https://github.com/dask/dask/issues/5650", lambda task: [task.__self__.session["tls"]])
def ssl_context():
    import ssl

    return Job(session={"tls": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}).run


@refused("https://github.com/praw-dev/praw/issues/586", lambda task: [inside(task.__self__)])
def tcp_server():
    import socketserver

    with socketserver.TCPServer(("127.0.0.1", 0), None) as server:
        yield server.serve_forever


@refused(
    "https://github.com/radical-cybertools/radical.pilot/pull/681", lambda j: [inside(j.child)]
)
def child_process():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        yield Job(child=child)


@refused("https://github.com/python-diamond/Diamond/issues/194", lambda job: [inside(job.handler)])
def log_handler():
    handler = logging.StreamHandler(io.StringIO())
    yield Job(handler=handler)
    handler.close()


@refused("https://github.com/loosolab/UROPA/issues/14", lambda job: [job.log])
def logger_that_nobody_can_look_up():
    return Job(log=logging.Logger("nobody"))


@refused("https://github.com/firecat53/keepmenu/issues/181", lambda job: [job.parent])
def weak_reference():
    owner = Job()
    yield Job(owner=owner, parent=weakref.ref(owner))


@refused("https://github.com/dahlia/wikidata/issues/31", lambda job: [inside(job.cache)])
def weak_values():
    return Job(cache=weakref.WeakValueDictionary())


@refused("https://github.com/pytorch/pytorch/pull/190080", lambda job: [inside(job.cache)])
def weak_keys():
    return Job(cache=weakref.WeakKeyDictionary())


@refused("https://github.com/python/cpython/issues/74876", lambda job: [inside(job.seen)])
def weak_set():
    seen = weakref.WeakSet([square])
    return Job(seen=seen)


@healthy("https://github.com/python/cpython/pull/153818")
def weak_proxy():
    # It arrives as a copy of what it stands for.
    owner = Job()
    yield Job(proxy=weakref.proxy(owner))
    del owner


@refused("https://github.com/verl-project/verl-recipe/issues/29", lambda job: [job.request])
def context_variable():
    return Job(request=contextvars.ContextVar("request"))


@refused("https://github.com/uqfoundation/dill/issues/586", lambda job: [job.context])
def context():
    return Job(context=contextvars.copy_context())


@refused("https://github.com/IIC2233-2016-02/Syllabus/issues/606", lambda job: [job.digest])
def hash_in_progress():
    return Job(digest=hashlib.sha256())


@refused("https://github.com/IRNAS/ppk2-api-python/issues/18", lambda task: [part(task)])
def c_pointer():
    return Job(device=ctypes.pointer(ctypes.c_int(1))).run


@refused("https://github.com/uqfoundation/pathos/issues/307", lambda function: [function])
def c_function():
    return ctypes.CDLL(None).abs


@refused("constructed", lambda job: [job.random])
def system_random():
    return Job(random=random.SystemRandom())


@refused("https://github.com/python/asyncio/issues/443", lambda job: [inside(job.loop, 3)])
def event_loop():
    import asyncio

    loop = asyncio.new_event_loop()
    yield Job(loop=loop)
    loop.close()


@refused("constructed", lambda job: [inside(job.cookies)])
def cookie_jar():
    import http.cookiejar

    return Job(cookies=http.cookiejar.CookieJar())


@refused("constructed", lambda job: [inside(job.environment)])
def environment():
    return Job(environment=os.environ)


@refused("constructed", lambda job: [job.stack._exit_callbacks[0][1].__self__])
def exit_stack():
    with contextlib.ExitStack() as stack:
        stack.enter_context(open(os.devnull, encoding="utf-8"))
        yield Job(stack=stack)


@case("constructed", HTTPS, lambda job: [opener_context(job)] if HTTPS else [])
def url_opener():
    import urllib.request

    return Job(opener=urllib.request.build_opener())


def opener_context(job):
    import urllib.request

    """Return the SSLContext that a handler makes since Python 3.12."""
    handlers = [h for h in job.opener.handlers if isinstance(h, urllib.request.HTTPSHandler)]
    return handlers[0]._context


@healthy("https://github.com/gpustack/gpustack/pull/5232")
def lock_of_asyncio():
    import asyncio

    # The report says that there is a thread lock in it; there is none.
    return Job(lock=asyncio.Lock(), tasks=asyncio.Queue())


@healthy("https://github.com/uqfoundation/multiprocess/issues/114")
def c_structure():
    return Job(point=ctypes.wintypes.POINT(1, 2))


@healthy("https://github.com/uqfoundation/dill/pull/494")
def temporary_file_in_memory():
    with tempfile.SpooledTemporaryFile() as file:
        yield Job(scratch=file)


@healthy()
def temporary_directory():
    # The copy owns no folder: no folder is removed when the copy is destroyed.
    folder = tempfile.TemporaryDirectory()
    yield Job(folder=folder)
    folder.cleanup()
