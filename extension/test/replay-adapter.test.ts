/**
 * The debugger's side of a replay, spoken to in the Debug Adapter Protocol, with the built language server behind it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { translateBy } from "../../language-server/src/base/l10n";
import { buildServer } from "../../language-server/test/lsp/build-server";
import { LanguageClient } from "../../language-server/test/lsp/language-client";
import { ReplayAdapter } from "../src/replay/replay-adapter";

/** Two tasks count without a lock; one of them waits for the other in the end. */
const counter = `struct counter { int 0..7 value; bool open; }
fn increment(counter what) {
	int was = what.value;
	what.value = was + 1;
}
scenario lost_update {
	counter shared;
	task one {
		increment(shared);
		shared.open = true;
	}
	task two {
		counter mine = shared;
		increment(mine);
		wait (mine.open);
	}
	property both "the counter is {shared.value}" at end = shared.value == 2;
}
`;
/** The line, from 1, that begins with this text. */
const line = (text: string) => counter.split("\n").findIndex((candidate) => candidate.trim().startsWith(text)) + 1;

let client: LanguageClient;
let documents = 0;
const adapters: ReplayAdapter[] = [];

beforeAll(async () => {
	client = await LanguageClient.start(await buildServer());
});

afterEach(() => {
	for (const adapter of adapters.splice(0)) adapter.dispose();
});

afterAll(async () => {
	expect(await client.stop()).toBe(0);
});

/**
 * A debugger that has launched the replay of a text and is stopped at its start, after the breakpoints have been set.
 */
async function launch({
	text = counter,
	breakpoints = [],
	...launchArguments
}: {
	text?: string;
	breakpoints?: DebugProtocol.SourceBreakpoint[];
	reach?: string;
	line?: number;
	under?: string;
	subject?: string;
} = {}) {
	const uri = `file:///scenarios/counter-${++documents}.race`;
	const events: DebugProtocol.Event[] = [];
	const answers = new Map<number, DebugProtocol.Response>();
	let sequence = 0;
	const adapter = new ReplayAdapter({
		ask: ({ method }, params) => client.request(method, params as object),
		tell: ({ method }, params) => client.notify(method, params as object),
		async open(program) {
			client.open(program, text);
			return program;
		},
		source: ({ uri, range: { start, end } }) => ({
			source: { path: uri },
			line: start.line + 1,
			column: start.character + 1,
			endLine: end.line + 1,
			endColumn: end.character + 1,
		}),
		uriOf: ({ path = "" }) => path,
		send(message) {
			if (message.type === "event") events.push(message as DebugProtocol.Event);
			else answers.set((message as DebugProtocol.Response).request_seq, message as DebugProtocol.Response);
		},
	});
	adapters.push(adapter);
	const request = async (command: string, args: object = {}): Promise<DebugProtocol.Response["body"]> => {
		const seq = ++sequence;
		adapter.handle({ seq, type: "request", command, arguments: args } as DebugProtocol.Request);
		await vi.waitFor(() => expect(answers.has(seq)).toBe(true), { timeout: 600_000, interval: 5 });
		const answer = answers.get(seq);
		if (!answer?.success) throw new Error(answer?.message);
		return answer.body;
	};
	const stops = () => events.filter(({ event }) => event === "stopped");
	/** Sends a request that moves, and waits until the debugger stands again: why, and how far it is. */
	const move = async (command: string, args: object = {}): Promise<string> => {
		const before = stops().length;
		await request(command, args);
		await vi.waitFor(() => expect(stops().length).toBeGreaterThan(before), { timeout: 600_000, interval: 5 });
		const { reason, description } = stops()[before].body;
		return `${reason}: ${description}`;
	};
	const session = {
		request,
		move,
		/** Why and where it stands. */
		stopped: (): DebugProtocol.StoppedEvent["body"] | undefined => stops().at(-1)?.body as DebugProtocol.StoppedEvent["body"],
		/** Everything that was said on the console. */
		output: () =>
			events
				.filter(({ event }) => event === "output")
				.map(({ body }) => body.output)
				.join(""),
		frames: async (threadId: number): Promise<DebugProtocol.StackFrame[]> => (await request("stackTrace", { threadId })).stackFrames,
		/** The variables of a scope, as `name = value`. */
		scope: async (frameId: number, name: string): Promise<string[]> => {
			const { scopes } = await request("scopes", { frameId });
			const scope = scopes.find((candidate: DebugProtocol.Scope) => candidate.name === name);
			if (!scope) return [];
			const { variables } = await request("variables", { variablesReference: scope.variablesReference });
			return variables.map((variable: DebugProtocol.Variable) => `${variable.name} = ${variable.value}`);
		},
	};
	await request("initialize");
	await request("launch", { program: uri, ...launchArguments });
	const set = await request("setBreakpoints", { source: { path: uri }, breakpoints });
	const first = await move("configurationDone");
	return { ...session, first, set: set.breakpoints as DebugProtocol.Breakpoint[] };
}

test("a replay begins before the first step, with tasks as threads", async () => {
	const { first, request, output } = await launch();
	expect(first).toMatch(/^entry: Step 0 of \d+$/);
	expect((await request("threads")).threads.map(({ name }: DebugProtocol.Thread) => name)).toEqual(["one", "two"]);
	expect(output()).toContain("the counter is 1");
});

test("locals have the names of the text in every function of the stack, and values that no variable holds are apart", async () => {
	const text = counter.replace("int was = what.value;", "what.open = false;").replace("what.value = was + 1", "what.value++");
	const { frames, scope, move, request } = await launch({ text });
	for (let step = 0; step < 2; step++) await move("take", { step: { lane: 1, choices: [] } });
	const [inner, outer] = await frames(2);
	expect([inner.name, outer.name]).toEqual(["increment: what.value++", "two"]);
	expect(await scope(inner.id, "Locals")).toEqual(["what = shared"]);
	expect(await scope(inner.id, "Values Read")).toEqual(["what.value = 0"]);
	expect(await scope(outer.id, "Locals")).toEqual(["mine = shared"]);
	expect((await request("evaluate", { expression: "mine.value + 1", frameId: outer.id })).result).toBe("1");
	await expect(request("evaluate", { expression: "mine", frameId: inner.id })).rejects.toThrow("there is no 'mine' here");
});

test("what the last step changed is marked, down to the object's field", async () => {
	const { move, request, frames, scope } = await launch();
	await move("take", { step: { lane: 0, choices: [] } });
	await move("take", { step: { lane: 0, choices: [] } });
	const [{ id }] = await frames(1);
	const shared = await scope(id, "Shared");
	expect(shared).toContain("shared = counter: value 0 → 1");
	// What nothing changes comes behind it, though the model declares it before.
	expect(shared.indexOf("cpu0 = cpu")).toBeGreaterThan(shared.indexOf("shared = counter: value 0 → 1"));
	const { variablesReference } = await request("evaluate", { expression: "shared", frameId: id });
	const { variables } = await request("variables", { variablesReference });
	expect(variables[0]).toMatchObject({ name: "value", value: "0 → 1", evaluateName: "shared.value" });
});

test("steps to the next conflict and back to the one before", async () => {
	const { move, output } = await launch();
	const first = await move("stepToConflict");
	expect(output()).toMatch(/#\d+ writes shared\.value, which (one|two) (read|wrote) in #\d+/);
	const second = await move("stepToConflict");
	expect(second).not.toBe(first);
	expect(await move("stepToConflict", { backwards: true })).toBe(first);
});

test("runs a task until it waits for another, whatever the run says", async () => {
	const { move, request } = await launch();
	expect(await move("runUntilBlocked", { threadId: 2 })).toMatch(/^step: Step \d+, another run$/);
	const { threads } = await request("threads");
	expect(threads.map(({ name }: DebugProtocol.Thread) => name)).toEqual(["one", "two · waits"]);
});

test("a breakpoint stands on the next line on which something happens, if there is one", async () => {
	const { set } = await launch({ breakpoints: [{ line: line("task one") }, { line: 100 }] });
	expect(set).toEqual([{ verified: true, line: line("increment(shared)") }, expect.objectContaining({ verified: false, line: 100 })]);
});

test("a breakpoint on a call is met once for each call, forwards and backwards", async () => {
	const { move } = await launch({ breakpoints: [{ line: line("increment(mine)") }, { line: line("increment(shared)") }] });
	const there = await move("continue");
	expect(there).toMatch(/^breakpoint/);
	expect(await move("continue")).toMatch(/^exception/);
	expect(await move("reverseContinue")).toBe(there);
});

test("the condition of a breakpoint is an expression of what its function sees", async () => {
	const { move, frames, request, output } = await launch({
		breakpoints: [{ line: line("what.value = was"), condition: "was == 0 && what.value == 1" }],
	});
	expect(await move("continue")).toMatch(/^breakpoint/);
	const values = await Promise.all(
		[1, 2].map(async (thread) => {
			const [{ id, name }] = await frames(thread);
			return name.startsWith("increment") ? (await request("evaluate", { expression: "what.value - was", frameId: id })).result : "";
		}),
	);
	expect(values).toContain("1");
	expect(output()).not.toContain("breakpoint condition");
});

test("a breakpoint in any run is solved over all interleavings", async () => {
	const safe = counter.replace("at end = shared.value == 2", "at end = true");
	const { move, frames, request, output } = await launch({
		text: safe,
		breakpoints: [{ line: line("shared.open = true"), condition: "shared.value == 2", mode: "any" }],
	});
	expect(output()).toContain("lost_update is safe");
	expect(await move("continue")).toMatch(/^breakpoint: Step \d+ of \d+$/);
	const [{ id, line: stopped }] = await frames(1);
	expect(stopped).toBe(line("shared.open = true"));
	expect((await request("evaluate", { expression: "shared.value", frameId: id })).result).toBe("2");
});

/** Each task pins the page of a file and lets go of it again. */
const pinning = `scenario pinning {
	kernel v4.17;
	file data = dax_file(xfs, blocks: 1, mapped_by: PTE);
	task one {
		page p = get_user_pages_fast(data, 0, FOLL_WRITE);
		if (p) put_page(p);
	}
	task two {
		page p = get_user_pages_fast(data, 0, FOLL_WRITE);
		if (p) put_page(p);
	}
}
`;
/** A function of the kernel model, and its first line, from 1. */
const model = join(import.meta.dirname, "../../language-server/kernel/include/linux/mm.race");
const putPage = readFileSync(model, "utf8").split("\n").indexOf("fn put_page(page p, task pinner = null) {") + 2;

test("a breakpoint in any run may stand in a function of the kernel model, and sees what that sees", async () => {
	const { move, frames, request, output } = await launch({ text: pinning });
	const source = { path: "raceline-kernel:/include/linux/mm.race" };
	const set = (condition: string) =>
		request("setBreakpoints", { source, breakpoints: [{ line: putPage, condition, mode: "any" }] }) as Promise<{
			breakpoints: DebugProtocol.Breakpoint[];
		}>;
	expect((await set("p.refcount == 3")).breakpoints).toEqual([{ verified: true, line: putPage }]);
	expect(await move("continue")).toMatch(/^breakpoint: Step \d+ of \d+$/);
	expect(output()).toContain("this statement is reached with p.refcount == 3");
	const stacks = await Promise.all([1, 2].map(async (thread) => (await frames(thread))[0]));
	const there = stacks.find(({ name, line }) => name.startsWith("put_page") && line === putPage);
	expect((await request("evaluate", { expression: "p.refcount", frameId: there?.id })).result).toBe("3");
	await set("p.refcount == 4");
	await move("continue");
	expect(output()).toMatch(/In none of \d+ states is this statement reached with p\.refcount == 4/);
	await set("nobody == 1");
	await move("continue");
	expect(output()).toContain("'nobody == 1' cannot be asked here");
});

test("a breakpoint in any run is looked for under the configuration that is replayed", async () => {
	const text = `scenario s {
	kernel v4.18;
	int 0..2 x;
	task t {
		x = 1;
		if (!patched(gup_huge_recheck))
			x = 2;
	}
	expect race twice under v4.18 - gup_huge_recheck;
	property twice "twice" at end = x != 2;
}
`;
	const { move, output } = await launch({
		text,
		under: "under v4.18 - gup_huge_recheck",
		subject: "twice",
		breakpoints: [{ line: 7, condition: "x == 1", mode: "any" }],
	});
	expect(await move("continue")).toMatch(/^breakpoint/);
	expect(output()).toContain("this statement is reached with x == 1");
});

test("what the debugger says is in the language of its user", async () => {
	translateBy({ "Step {0} of {1}": "Schritt {0} von {1}", waits: "wartet", "In Any Run": "In irgendeinem Lauf", Locals: "Lokale" });
	try {
		const { first, move, request, frames } = await launch();
		expect(first).toMatch(/^entry: Schritt 0 von \d+$/);
		expect((await request("initialize")).breakpointModes.map(({ label }: DebugProtocol.BreakpointMode) => label)).toEqual([
			"In This Run",
			"In irgendeinem Lauf",
		]);
		await move("runUntilBlocked", { threadId: 2 });
		const { threads } = await request("threads");
		expect(threads.map(({ name }: DebugProtocol.Thread) => name)).toEqual(["one", "two · wartet"]);
		const [{ id }] = await frames(2);
		const { scopes } = await request("scopes", { frameId: id });
		expect(scopes.map(({ name }: DebugProtocol.Scope) => name)).toContain("Lokale");
	} finally {
		translateBy(undefined);
	}
});

test("a breakpoint that no run reaches with its condition is said to be so", async () => {
	const { move, output } = await launch({
		breakpoints: [{ line: line("shared.open = true"), condition: "shared.value > 2", mode: "any" }],
	});
	await move("continue");
	expect(output()).toMatch(/line 10: In none of \d+ states is this statement reached with shared\.value > 2/);
});

test("a replay that asks for a run to a statement begins there, or says that there is none", async () => {
	const { first, frames } = await launch({ reach: "shared.value == 1", line: line("shared.open = true") - 1 });
	expect(first).toMatch(/^goto/);
	expect((await frames(1))[0].line).toBe(line("shared.open = true"));
	await expect(launch({ reach: "shared.value == 0", line: line("shared.open = true") - 1 })).rejects.toThrow("In none of");
});

test("the run that a launch configuration describes is replayed, or said not to exist", async () => {
	const text = counter.replace(/}\s*$/, "\texpect race both;\n\texpect race both under v4.17;\n}\n");
	const { first, output } = await launch({ text, subject: "both", under: "under v4.17" });
	expect(first).toMatch(/^entry: Step 0 of \d+$/);
	expect(output()).toContain("the counter is 1");
	await expect(launch({ text, subject: "both", under: "under v4.18" })).rejects.toThrow("There is no run to both under v4.18");
	await expect(launch({ text, subject: "one" })).rejects.toThrow("There is no run to one");
});

test("what is asked in vain is answered in words", async () => {
	const { request, move, output } = await launch();
	await expect(request("fly")).rejects.toThrow("The replay does not know 'fly'");
	await move("take", { step: { lane: 7, choices: [] } });
	expect(output()).toContain("The server has forgotten this replay");
});

test("what is violated stops at the task that did it, once, and not at the next one that takes a step", async () => {
	const text = `scenario broken {
	int 0..3 n;
	task one { n = 1; n = 2; }
	task two { n = 0; n = 3; }
	property low "n is {n}" = n != 2;
}
`;
	const { move, stopped } = await launch({ text });
	await move("take", { step: { lane: 0, choices: [] } });
	expect(await move("take", { step: { lane: 0, choices: [] } })).toBe("exception: n is 2");
	expect(stopped()).toMatchObject({ reason: "exception", threadId: 1 });
	// Task two makes it hold again; one that takes a step while it does not hold has not broken it.
	expect(await move("take", { step: { lane: 1, choices: [] } })).toMatch(/^step/);
	const other = await launch({ text: text.replace("task two { n = 0; n = 3; }", "int 0..1 m; task two { m = 1; m = 0; }") });
	await other.move("take", { step: { lane: 0, choices: [] } });
	await other.move("take", { step: { lane: 0, choices: [] } });
	expect(await other.move("take", { step: { lane: 1, choices: [] } })).toMatch(/^step/);
	expect(other.stopped()).toMatchObject({ reason: "step", threadId: 2 });
});

test("a run that goes on after the violation stands at the task that made it, and not at the one that comes next", async () => {
	const text = `scenario both {
	int 0..3 n; bool done;
	task one { n = 2; }
	task two { wait (n == 2); done = true; assert(!done, "it is done"); }
	property low "n is {n}" = n != 2;
	expect race assertion;
}
`;
	const { move, stopped } = await launch({ text });
	expect(await move("continue")).toBe("exception: n is 2");
	expect(stopped()).toMatchObject({ threadId: 1 });
	expect(await move("continue")).toBe("exception: it is done");
	expect(stopped()).toMatchObject({ threadId: 2 });
});
