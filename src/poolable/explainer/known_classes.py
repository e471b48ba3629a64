"""The classes whose objects belong to one process: the failure and the reason for each."""

from __future__ import annotations

# The failure, the reason, and the classes. A class stands for its subclasses, too, and has its
# ``__module__`` in its name, which may differ from the module that one imports it from.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "pool_in_self",
        "a pool belongs to the process that made it: leave it out of what is pickled.",
        ("multiprocessing.pool.Pool",),
    ),
    (
        "lock_in_self",
        "a lock guards the memory of one process: leave it out, and make a new one in the worker.",
        (
            "_thread.lock",
            "_thread.RLock",
        ),
    ),
    (
        "thread_in_self",
        "a thread runs in one process: leave it out, and start a new one in the worker.",
        ("threading.Thread",),
    ),
    (
        "lock_in_self",
        "a condition holds a lock of one process: leave it out, and make a new one in the worker.",
        ("threading.Condition",),
    ),
    (
        "lock_in_self",
        "an event holds a lock of one process: leave it out, or use a Manager's.",
        (
            "threading.Event",
            "threading.Barrier",
        ),
    ),
    (
        "lock_in_self",
        "a semaphore of threading holds a lock of one process: leave it out, or use a Manager's.",
        ("threading.Semaphore",),
    ),
    (
        "lock_in_self",
        "thread-local data belongs to one thread: leave it out, and fill it in the worker.",
        ("_thread._local",),
    ),
    (
        "queue_argument",
        "a queue of threads holds locks of one process: use a Manager's queue.",
        (
            "queue.Queue",
            "_queue.SimpleQueue",
        ),
    ),
    (
        "thread_executor_in_self",
        "an executor's threads and locks belong to one process: leave it out of what is pickled.",
        ("concurrent.futures.thread.ThreadPoolExecutor",),
    ),
    (
        "interpreter_executor_in_self",
        "an executor belongs to the interpreter that made it: leave it out of what is pickled.",
        ("concurrent.futures.interpreter.InterpreterPoolExecutor",),
    ),
    (
        "executor_in_self",
        "an executor belongs to the process that made it: leave it out of what is pickled.",
        ("concurrent.futures._base.Executor",),
    ),
    (
        "executor_in_self",
        "a future waits in the process that made it: send its result.",
        ("concurrent.futures._base.Future",),
    ),
    (
        "pool_in_self",
        "an AsyncResult belongs to its pool: send what get() returns.",
        ("multiprocessing.pool.ApplyResult",),
    ),
    (
        "manager_in_self",
        "a manager belongs to the process that started it: send its proxies.",
        ("multiprocessing.managers.BaseManager",),
    ),
    (
        "queue_argument",
        (
            "workers inherit a queue when they start: pass it to the pool's initializer, or "
            "use a Manager's queue."
        ),
        (
            "multiprocessing.queues.Queue",
            "multiprocessing.queues.SimpleQueue",
        ),
    ),
    (
        "queue_argument",
        "workers inherit it when they start: pass it to the pool's initializer.",
        (
            "multiprocessing.synchronize.SemLock",
            "multiprocessing.synchronize.Condition",
            "multiprocessing.synchronize.Event",
        ),
    ),
    (
        "queue_argument",
        "workers inherit shared memory when they start: pass it to the pool's initializer.",
        (
            "multiprocessing.sharedctypes.SynchronizedBase",
            "multiprocessing.heap.BufferWrapper",
            "multiprocessing.heap.Arena",
        ),
    ),
    (
        "thread_in_self",
        "a process object works only in the process that started it: leave it out.",
        (
            "multiprocessing.process.BaseProcess",
            "subprocess.Popen",
        ),
    ),
    (
        "generator_argument",
        (
            "a generator is a running frame: send a list of its items, or the data that it "
            "is made from."
        ),
        (
            "builtins.generator",
            "contextlib._GeneratorContextManagerBase",
        ),
    ),
    (
        "generator_argument",
        (
            "a coroutine is a running frame: send the data that it is made from, and await it "
            "in the worker."
        ),
        ("builtins.coroutine",),
    ),
    (
        "generator_argument",
        "a generator is a running frame: send the data that it is made from.",
        ("builtins.async_generator",),
    ),
    (
        "file_in_self",
        "an open file belongs to one process: send its name, and open it in the worker.",
        (
            "_io._IOBase",
            "tempfile._TemporaryFileWrapper",
        ),
    ),
    (
        "socket_in_self",
        "a connection belongs to one process: connect in the worker.",
        ("_socket.socket",),
    ),
    (
        "connection_in_self",
        "a connection belongs to one process: connect in the worker.",
        ("sqlite3.Connection",),
    ),
    (
        "connection_in_self",
        "a cursor belongs to a connection of one process: connect in the worker.",
        ("sqlite3.Cursor",),
    ),
    (
        "module_in_self",
        "a module is imported, not sent: import it where it is used.",
        ("builtins.module",),
    ),
    (
        "weakref_in_self",
        "a weak reference points to an object of this process: send the object, or its key.",
        (
            "weakref.ReferenceType",
            "builtins.weakref",
        ),
    ),
    (
        "weakref_in_self",
        "a weak collection points to objects of this process: send a plain one.",
        (
            "weakref.WeakValueDictionary",
            "weakref.WeakKeyDictionary",
            "_weakrefset.WeakSet",
        ),
    ),
    (
        "ctypes_pointer",
        "a pointer is an address in this process: send the data that it points to.",
        (
            "_ctypes._Pointer",
            "_ctypes._SimpleCData",
        ),
    ),
    (
        "ctypes_pointer",
        "a pointer is an address in this process: load the library in the worker.",
        ("_ctypes.CFuncPtr",),
    ),
    (
        "handler_in_self",
        "a handler holds a lock and a stream of one process: set up logging in the worker.",
        ("logging.Handler", "logging.StreamHandler", "logging.FileHandler"),
    ),
    (
        "thread_in_self",
        "an event loop runs in one thread of one process: leave it out, and run one in the worker.",
        ("asyncio.events.AbstractEventLoop",),
    ),
)
BY_CLASS = {name: (failure, why) for failure, why, names in GROUPS for name in names}
