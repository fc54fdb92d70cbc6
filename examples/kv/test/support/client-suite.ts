/** What real clients do with a server, whatever stands behind it: used on the fake node and on real clusters. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';

import { runTool } from './tools.ts';

/** `port` is asked for when the tests run. */
export const clientSuite = (name: string, port: () => number): void => {
  describe(`redis-cli on ${name}`, () => {
    const cli = async (args: readonly string[], input?: string | Buffer): Promise<string> => {
      const { stdout, stderr, code } = await runTool('redis-cli', ['-p', String(port()), ...args], input);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
      return stdout;
    };

    test('commands as arguments', async () => {
      expect(await cli(['FLUSHALL'])).toBe('OK\n');
      expect(await cli(['SET', 'cli', 'a value'])).toBe('OK\n');
      expect(await cli(['GET', 'cli'])).toBe('a value\n');
      expect(await cli(['--no-raw', 'GET', 'none'])).toBe('(nil)\n');
      expect(await cli(['--no-raw', 'INCR', 'cli-n'])).toBe('(integer) 1\n');
      expect(await cli(['--no-raw', 'MGET', 'cli', 'none'])).toBe('1) "a value"\n2) (nil)\n');
      expect(await cli(['--no-raw', 'SELECT', '5'])).toBe('(error) ERR DB index is out of range\n');
    });

    test('commands on stdin, and a value on stdin', async () => {
      expect(await cli([], 'SET a 1\nINCR a\nGET a\nHELLO 2 SETNAME x\nCLIENT GETNAME\n')).toMatch(
        /^OK\n2\n2\nserver\nredis\n[^]*\nx\n$/,
      );
      const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      expect(await cli(['-x', 'SET', 'bytes'], value)).toBe('OK\n');
      expect(await cli(['GET', 'bytes'])).toBe(`${value.toString('latin1')}\n`);
    });

    test('RESP3 is refused and leaves a connection that works', async () => {
      const { stdout } = await runTool('redis-cli', ['-p', String(port()), '-3', 'PING']);
      expect(stdout).toContain('PONG');
    });

    test('--pipe loads a protocol stream', async () => {
      const lines = Array.from({ length: 1_000 }, (_, index) => `SET pipe:${index} ${index}\r\n`).join('');
      expect(await cli(['--pipe'], lines)).toContain('errors: 0, replies: 1000');
      expect(await cli(['GET', 'pipe:999'])).toBe('999\n');
    });
  });

  describe(`redis-benchmark on ${name}`, () => {
    /** The names of the tests that it ran. It ends with code 1 at the first error reply. */
    const benchmark = async (args: readonly string[]): Promise<string[]> => {
      const { stdout, stderr, code } = await runTool('redis-benchmark', [
        '-p',
        String(port()),
        '--csv',
        ...args,
      ]);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.split(',')[0] ?? '');
    };

    test('every test of commands that exist here', async () => {
      const names = await benchmark(['-n', '1000', '-c', '20', '-t', 'ping,set,get,incr,mset']);
      expect(names).toEqual(
        ['test', 'PING_INLINE', 'PING_MBULK', 'SET', 'GET', 'INCR', 'MSET (10 keys)'].map(
          (each) => `"${each}"`,
        ),
      );
    });

    test('pipelined, with random keys and large values', async () => {
      const small = ['-n', '4000', '-c', '10', '-P', '64', '-r', '1000', '-t', 'set,get,incr'];
      expect(await benchmark(small)).toHaveLength(4);
      const large = ['-n', '100', '-c', '4', '-d', '200000', '-t', 'set,get'];
      expect(await benchmark(large)).toHaveLength(3);
    });
  });

  describe(`ioredis on ${name}`, () => {
    let redis: Redis;

    beforeAll(async () => {
      redis = new Redis({ port: port(), host: '127.0.0.1', connectionName: 'tester', lazyConnect: true });
      await redis.connect();
      await redis.flushall();
    });

    afterAll(async () => {
      await redis.quit();
    });

    test('strings, counters and several keys', async () => {
      expect(await redis.set('a', 'x')).toBe('OK');
      expect(await redis.get('a')).toBe('x');
      expect(await redis.set('a', 'y', 'NX')).toBeNull();
      expect(await redis.set('a', 'y', 'GET')).toBe('x');
      expect(await redis.incrby('n', 5)).toBe(5);
      expect(await redis.mset({ b: '1', c: '2' })).toBe('OK');
      expect(await redis.mget('a', 'b', 'none', 'c')).toEqual(['y', '1', null, '2']);
      expect((await redis.keys('*')).toSorted()).toEqual(['a', 'b', 'c', 'n']);
      expect(await redis.dbsize()).toBe(4);
      expect(await redis.del('a', 'b', 'none')).toBe(2);
      expect(await redis.client('GETNAME')).toBe('tester');
      expect(await redis.call('GAIOS.CAS', 'c', '2', '3')).toBe(1);
    });

    test('binary values', async () => {
      const value = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
      await redis.set(Buffer.from([0, 255, 13, 10]), value);
      expect(await redis.getBuffer(Buffer.from([0, 255, 13, 10]))).toEqual(value);
    });

    test('pipelines are answered in order', async () => {
      const pipeline = redis.pipeline();
      for (let index = 0; index < 100; index++) pipeline.set(`p${index % 7}`, index).get(`p${index % 7}`);
      const replies = await pipeline.exec();
      expect(replies).toHaveLength(200);
      for (const [index, [error, reply]] of (replies ?? []).entries()) {
        expect(error).toBeNull();
        expect(reply).toBe(index % 2 === 0 ? 'OK' : String((index - 1) / 2));
      }
    });

    test('errors are errors', async () => {
      await redis.set('word', 'x');
      await expect(redis.incr('word')).rejects.toThrow('ERR value is not an integer or out of range');
      await expect(redis.call('NOSUCH', 'a')).rejects.toThrow("ERR unknown command 'NOSUCH'");
    });
  });
};
