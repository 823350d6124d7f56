import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Frames } from "../../src/lsp/frames";
import { tries } from "../random";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const frame = (body: string): string => `Content-Length: ${encoder.encode(body).length}\r\n\r\n${body}`;

/** What comes of a text that arrives in pieces of so many bytes. */
function read(text: string, size: number): { bodies: string[]; problem: string | undefined } {
	const frames = new Frames();
	const bytes = encoder.encode(text);
	const bodies: string[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		const completed = frames.append(bytes.subarray(at, at + size));
		bodies.push(...completed.bodies.map((body) => decoder.decode(body)));
		if (completed.problem !== undefined) return { bodies, problem: completed.problem };
	}
	return { bodies, problem: undefined };
}

test("messages are the same in whatever pieces they come", () => {
	fc.assert(
		fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.integer({ min: 1, max: 40 }), (bodies, size) => {
			expect(read(bodies.map(frame).join(""), size)).toEqual({ bodies, problem: undefined });
		}),
		tries(100),
	);
});

test("other fields of a header may stand there, in any case and order", () => {
	const body = "{}";
	expect(read(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n${body}`, 7).bodies).toEqual([body]);
	expect(read(`CONTENT-LENGTH: 2 \r\nX-Other: a: b\r\n\r\n${body}`, 7).bodies).toEqual([body]);
});

describe("what is before a broken header is read, and the problem told", () => {
	test.each([
		["Content-Length: -1\r\n\r\n", 'the Content-Length "-1" is no number of bytes'],
		["Content-Length: 1e3\r\n\r\n", 'the Content-Length "1e3" is no number of bytes'],
		["Content-Length: 999999999\r\n\r\n", "a message of 999999999 bytes is too long"],
		["Content-Type: x\r\n\r\n", "a header has no Content-Length"],
		["Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "a header has several Content-Lengths"],
		["nonsense\r\n\r\n", "a line of a header is not 'NAME: VALUE', but \"nonsense\""],
		["Content-Length: 1\n\n", "a line of a header does not end in CR LF"],
		["x".repeat(5000), "a header is longer than 4096 bytes"],
	])("%j", (header, problem) => {
		for (const size of [1, 3, 10_000]) expect(read(frame("before") + header, size)).toEqual({ bodies: ["before"], problem });
	});
});
