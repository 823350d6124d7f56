import { expect, test } from "vitest";
import { documentReport } from "../../src/service/diagnostics/document-report";
import { countingSource, settled } from "./open-source";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
const plain = (lines: readonly string[]) => lines.join("\n").replace(/\u001b\[\d+m/g, "");

test("a document is reported as on the command line, and summed up with those before it", async () => {
	const first = documentReport(await settled(countingSource), () => "counting.race");
	expect(plain(first.terminalLines)).toMatch(/^counting\.race\n✓ counting {2}race/);
	expect([plain([first.lastTerminalLine]), first.status]).toEqual([expect.stringMatching(/^2 expectations met · 1 scenario in 1 file/), 0]);
	const wrong = 'scenario s { int x; task t[2] { x++; } property two "only {x}" at end = x == 2; expect safe; }';
	const second = documentReport(await settled(wrong), () => "folder/wrong.race", first.summary);
	expect(plain(second.terminalLines)).toMatch(/error: expected safe, found a race: only 1 \(two\)\n *--> folder\/wrong\.race:1:\d+\n/);
	expect([plain([second.lastTerminalLine]), second.status]).toEqual([
		expect.stringMatching(/^1 expectation not met · 2 expectations met · 2 scenarios in 2 files/),
		1,
	]);
});

test("errors of the text are in it", async () => {
	const { terminalLines, status } = documentReport(await settled("scenario s { task t { x = 1; } }"), () => "a.race");
	expect(plain(terminalLines)).toMatch(/error\[unknown-name\]: .*\n *--> a\.race:1:23\n/);
	expect(status).toBe(2);
});
