# What a Python step can call. Works with Python 3.4 and newer, with the standard library only.
# `payload` is defined by whoever put this text together: nonce, folder, variables and the script.
import base64 as _base64
import io as _io
import linecache as _linecache
import os as _os
import shlex as _shlex
import sys as _sys
import traceback as _traceback
import types as _types


def _utf8(stream):
    return _io.TextIOWrapper(stream.detach(), encoding='utf-8', errors='backslashreplace', line_buffering=True)


def encode_servicemessagevalue(value):
    return _base64.b64encode(str(value).encode('utf-8', 'surrogatepass')).decode('ascii')


def decode_servicemessagevalue(value):
    return _base64.b64decode(value).decode('utf-8')


def _message(kind, values, stream=None):
    pairs = ''.join(" {}='{}'".format(key, encode_servicemessagevalue(value)) for key, value in values)
    print('##octopus[{}{}]'.format(kind, pairs), file=stream or _sys.stdout, flush=True)


class _Variables(dict):
    # Names compare without case; one that is written exactly so is found at once.
    def _key(self, name):
        if dict.__contains__(self, name):
            return name
        folded = str(name).lower()
        return next((key for key in self if str(key).lower() == folded), name)

    def __getitem__(self, name):
        return dict.__getitem__(self, self._key(name))

    def __setitem__(self, name, value):
        dict.__setitem__(self, self._key(name), value)

    def __contains__(self, name):
        return dict.__contains__(self, self._key(name))

    def get(self, name, default=None):
        return dict.get(self, self._key(name), default)


octopusvariables = _Variables(payload['variables'])


def get_octopusvariable(name):
    return octopusvariables.get(name, '')


def set_octopusvariable(name, value, sensitive=False):
    if sensitive:
        # On both streams, because either may be read first.
        _message('mask', [('value', value)], _sys.stderr)
        _message('setVariable', [('name', name), ('value', value), ('sensitive', 'True')])
    else:
        _message('setVariable', [('name', name), ('value', value)])
    # What a script sets, it reads back itself.
    if str(name).strip():
        _trace('set', encode_servicemessagevalue(name))
        octopusvariables[name] = str(value)


def new_octopusartifact(path, name=None):
    if not _os.path.isfile(path):
        raise FileNotFoundError('There is no file “{}” to keep as an artifact.'.format(path))
    name = name or _os.path.basename(path)
    _message('createArtifact', [('path', _os.path.abspath(path)), ('name', name), ('length', _os.path.getsize(path))])


createartifact = new_octopusartifact


def update_progress(percentage, message=''):
    _message('progress', [('percentage', percentage), ('message', message)])


updateprogress = update_progress


def fail_step(message=None):
    if message is not None:
        _message('resultMessage', [('message', message)])
    _sys.exit(1)


failstep = fail_step


def _write(mode, text):
    print('##octopus[stdout-{}]\n{}\n##octopus[stdout-default]'.format(mode, text), flush=True)


def write_verbose(text=''):
    _write('verbose', text)


def write_highlight(text=''):
    _write('highlight', text)


def write_wait(text=''):
    _write('wait', text)


def write_warning(text=''):
    _write('warning', text)


printverbose, printhighlight, printwait, printwarning = write_verbose, write_highlight, write_wait, write_warning


_traces = None


# What is left where it ran, for whoever has to find out later how it went: that it began, the names of what it passed
# on, how it ended. No value, and nothing of the script. What cannot be left is no failure of the script; then nothing
# more is, because an end without all that came before would tell of too little.
def _trace(what, detail):
    global _traces
    if _traces is None:
        return
    try:
        with open(_traces, 'a') as file:
            file.write('{} {} {}\n'.format(what, payload['run'], detail))
    except OSError:
        _traces = None


def _began():
    try:
        with open('/proc/self/stat') as file:
            return file.read().rsplit(') ', 1)[1].split()[19]
    except (OSError, IndexError):
        return '-'


# Opens the file for this deployment; the first script of one takes along what is a month old.
def _open_traces(own):
    global _traces
    folder, name = _os.path.join(own, 'runs'), payload['traces']
    try:
        _os.makedirs(folder, mode=0o700, exist_ok=True)
        if not _os.path.exists(_os.path.join(folder, name)):
            for old in _os.listdir(folder):
                day = old.split('.')[0]
                if day.isdigit() and int(day) < int(name.split('.')[0]) - 30:
                    _os.remove(_os.path.join(folder, old))
        _traces = _os.path.join(folder, name)
        _trace('start', '{} {}'.format(_os.getpid(), _began()))
    except OSError:
        _traces = None


_own = None


def _enter(folder):
    global _own
    # Set for a user that has no home to write to.
    own = _own = _os.environ.pop('SLIPWAY_WORK', None) or _os.path.join(_os.path.expanduser('~'), '.slipway')
    path = _os.path.join(own, 'work', folder)
    previous = _os.umask(0o077)
    try:
        _os.makedirs(path, exist_ok=True)
    finally:
        _os.umask(previous)
    _os.chdir(path)


def _start():
    nothing = _os.open(_os.devnull, _os.O_RDONLY)
    _os.dup2(nothing, 0)
    _os.close(nothing)
    _sys.stdin = open(0, encoding='utf-8', closefd=False)
    _sys.stdout, _sys.stderr = _utf8(_sys.stdout), _utf8(_sys.stderr)
    problem = None
    try:
        _enter(payload['folder'])
    except OSError as error:
        problem = error
    group = _os.getpgrp() if hasattr(_os, 'getpgrp') else _os.getpid()
    print('slipway-start {} {} {} {}'.format(payload['nonce'], _os.getpid(), group, _os.getcwd()), flush=True)
    if problem is not None:
        fail_step('The work folder cannot be made: {}.'.format(problem))
    if payload.get('traces'):
        _open_traces(_own)


def _run():
    name, source = 'script.py', payload['script']
    main = _types.ModuleType('__main__')
    main.__dict__.update({key: value for key, value in globals().items() if not key.startswith('_') and key != 'payload'})
    main.__dict__['__file__'] = name
    _sys.modules['__main__'] = main
    _sys.argv = [name] + _shlex.split(payload['parameters'])
    # The script exists in memory only; this lets tracebacks quote its lines.
    _linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    try:
        exec(compile(source, name, 'exec'), main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        trace = error.__traceback__
        _traceback.print_exception(type(error), error, trace.tb_next if trace is not None else None)
        _sys.stdout.flush()
        _sys.exit(130 if isinstance(error, KeyboardInterrupt) else 1)


def _leave(path):
    # The last script takes an empty folder along.
    try:
        _os.rmdir(path)
    except OSError:
        return
    _sys.stdout.write('slipway-left ' + payload['nonce'])
    _sys.stdout.flush()


def _code_of(value):
    return 0 if value is None else value if isinstance(value, int) else 1


def _begin_elsewhere():
    try:
        _os.chdir(payload['startsIn'])
    except OSError as error:
        fail_step('The folder that the script is to start in cannot be entered: {}.'.format(error))


_start()
_folder = _os.getcwd()
try:
    if payload.get('startsIn'):
        _begin_elsewhere()
    _run()
    _trace('end', 0)
except SystemExit as _left:
    _trace('end', _code_of(_left.code))
    raise
finally:
    if payload['isLast']:
        _leave(_folder)
