# What a Python step can call. Works with Python 3.4 and newer, with the standard library only.
# `payload` is defined by whoever put this text together: nonce, folder, variables and the script.
import base64 as _base64
import io as _io
import linecache as _linecache
import os as _os
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


octopusvariables = payload['variables']


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


def _enter(folder):
    # Set for a user that has no home to write to.
    own = _os.environ.pop('SLIPWAY_WORK', None) or _os.path.join(_os.path.expanduser('~'), '.slipway')
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


def _run():
    name, source = 'script.py', payload['script']
    main = _types.ModuleType('__main__')
    main.__dict__.update({key: value for key, value in globals().items() if not key.startswith('_') and key != 'payload'})
    main.__dict__['__file__'] = name
    _sys.modules['__main__'] = main
    _sys.argv = [name]
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


_start()
_folder = _os.getcwd()
try:
    _run()
finally:
    if payload['isLast']:
        _leave(_folder)
