/** What `trim` takes out of other people's modules, and what it must leave. */
import { describe, expect, test } from 'vitest'
import { numbered, trim, type Texts } from '../../tools/slim/trim.ts'

const trimmed = (text: string, leftOut?: readonly string[]): string =>
  trim('module.js', text, leftOut).replace(/\s+/g, ' ').trim()

describe('log lines', () => {
  test.each([
    `this.log('dialled %p', peer);`,
    `this.log.trace('dialled');`,
    `connection.log.error('failed - %e', err);`,
    `options.log?.trace('aborted');`,
    `this.#log('here');`,
    `this.log('%s after %dms', addresses.map(a => a.toString()), Date.now() - start);`,
    `log('here');`,
  ])('%s is gone', (line) => {
    expect(trimmed(`before(); ${line} after();`)).toBe('before(); ; after();')
  })

  test.each([
    `this.log('said %s', await said());`,
    `this.log(count++);`,
    `this.log('next %s', queue.shift());`,
    `this.log(last = 'set');`,
    `const log = this.log.newChild(name);`,
    `return this.log('it');`,
    `Math.log(2);`,
    `console.log('out');`,
    `this.logger('it');`,
    `dialog('open');`,
  ])('%s stays', (line) => {
    expect(trimmed(line)).toBe(line)
  })

  test('a function that only logs does nothing', () => {
    expect(trimmed(`closing.catch(err => this.log.error('no - %e', err));`)).toBe('closing.catch(err => {});')
  })

  test('one that is all of a branch leaves the branch empty', () => {
    expect(trimmed(`if (late) this.log('late'); else run();`)).toBe('if (late) ; else run();')
  })

  test('their names are gone', () => {
    expect(trimmed(`this.log = logger.forComponent('libp2p:upgrader');`)).toBe(
      'this.log = logger.forComponent();',
    )
  })
})

describe('metrics and progress', () => {
  test('what is only called where there are metrics is gone, and is undefined where it was a value', () => {
    expect(trimmed(`this.metrics?.sent.inc({ topic }, 1);`)).toBe(';')
    expect(trimmed(`this.dial = components.metrics?.trace('dial', bound) ?? this.dial;`)).toBe(
      'this.dial = undefined ?? this.dial;',
    )
    expect(trimmed(`options.onProgress?.(new Event('dial'));`)).toBe(';')
  })

  test('what is called anyway stays', () => {
    const text = 'this.metrics.sent.inc(1); options.onProgress(1);'
    expect(trimmed(text)).toBe(text)
  })
})

test("protobuf's reading by pieces is gone, and the decoder stays whole", () => {
  const text = `import { message, streamMessage } from 'protons-runtime';
    codec = message((obj, w) => { w.fork(); }, (reader) => { return {}; }, function* (reader) { yield 1; });
    function stream(buf, opts) { return streamMessage(buf, codec, opts); }
    Peer$tags.stream = stream;
    this.stream = stream;`
  expect(trimmed(text)).toBe(
    `import { message, streamMessage } from 'protons-runtime'; codec = message((obj, w) => { w.fork(); }, ` +
      `(reader) => { return {}; }); this.stream = stream;`,
  )
})

describe('declared fields', () => {
  test('of a class of its own are gone', () => {
    expect(trimmed('class A { log; state = 1; #own; static one; }')).toBe(
      'class A { state = 1; #own; static one; }',
    )
  })

  test('of one that extends another only where the constructor sets them whatever happens', () => {
    expect(
      trimmed(
        'class A extends B { log; late; constructor(log) { super(); this.log = log; if (log) this.late = 1; } }',
      ),
    ).toBe(
      'class A extends B { late; constructor(log) { super(); this.log = log; if (log) this.late = 1; } }',
    )
  })
})

describe('functions that are left out', () => {
  const text = `function one() { this.log('a'); return 1; } class A { two() { return 2; } } class B { two() { return 2; } }`

  test('keep their names', () => {
    expect(trimmed(text, ['one', 'A.two'])).toBe(
      `function one() { throw new Error('one: left out') } class A { two() { throw new Error('two: left out') } } ` +
        'class B { two() { return 2; } }',
    )
  })

  test('must be there', () => {
    expect(() => trim('module.js', text, ['one', 'C.two'])).toThrow(
      'module.js has no C.two: look at it again.',
    )
  })
})

describe('what errors say', () => {
  const text =
    "throw new DialError('All of them failed'); throw new errors.OtherError(`${peer} is gone`, options); " +
    "throw new ShortError('no'); throw new LateError(`it is ${queue.shift()}`); throw new SomeError(why); fail('Not an error');"

  test('stays, where nobody collects it', () => {
    expect(trimmed(text)).toBe(text)
  })

  test('is numbered, in the order of the files, and told beside', () => {
    const texts: Texts = new Map()
    const one = trim('one.js', text, [], texts)
    const two = trim(
      'two.js',
      `throw Error('Never left'); throw new DialError('All of them failed');`,
      [],
      texts,
    )
    const files = new Map([
      ['b.js', one],
      ['a.js', two.replace(/throw Error\('[^']*'\);/, '')],
    ])
    expect(numbered(files, texts)).toEqual(
      new Map([
        ['E1', 'All of them failed'],
        ['E2', '${peer} is gone'],
      ]),
    )
    expect(files.get('a.js')?.trim()).toBe("throw new DialError('E1');")
    expect(files.get('b.js')).toBe(
      "throw new DialError('E1'); throw new errors.OtherError('E2', options); throw new ShortError('no'); " +
        "throw new LateError(`it is ${queue.shift()}`); throw new SomeError(why); fail('Not an error');",
    )
  })
})
