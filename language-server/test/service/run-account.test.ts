import { describe, expect, test } from "vitest";
import type { RunAccount } from "../../src/service/runs/run-account";
import { type ScenarioRun, timelines } from "../../src/service/runs/timelines";
import { countingSource, settled } from "./open-source";

async function runOf(source: string): Promise<ScenarioRun & { readonly account: RunAccount }> {
	const [run] = timelines(await settled(source), source.indexOf("scenario"))?.runs ?? [];
	if (run?.account === undefined) throw new Error("the source has no losing run");
	return { ...run, account: run.account };
}

describe("the account of a run", () => {
	test("has the values of each cell that changes, the racing pair's first", async () => {
		const { account, pair } = await runOf(`scenario s {
			bool freed; int 0..3 count; int 0..3 constant = 2;
			task user { count = constant; bool gone = freed; assert(gone || !freed); }
			task owner { freed = true; }
		}`);
		expect(
			account.cells.map(({ name, start, changes }) => [name, start, changes.map(({ number, value }) => `#${number} ${value}`)]),
		).toEqual([
			["freed", "false", ["#3 true"]],
			["count", "0", ["#1 2"]],
		]);
		expect(pair?.pair).toMatchObject({ before: "false", after: "true", first: { number: 2, note: "sees false" } });
		expect(pair?.pair.second).toMatchObject({ number: 3, note: "makes #2 stale" });
	});

	test("has what the run fails by, whether or not that changes, before what only changes", async () => {
		const { account } = await runOf(`
			struct sock { bool marked; int 0..3 backlog; }
			scenario s {
				struct sock *hashed;
				task binder { struct sock *sk = new sock {}; sk->backlog = 1; hashed = sk; sk->marked = true; }
				task finder { struct sock *sk = hashed; if (sk) assert(sk->marked, "found before it is marked"); }
			}`);
		expect(account.cells.map(({ name, decides, changes }) => [name, decides, changes.length])).toEqual([
			["hashed", true, 1],
			["sock 0.marked", true, 0],
			["sock 0.backlog", false, 1],
			["sock 0.life", false, 1],
		]);
	});

	test("says who holds a lock or a part of a count, from which step to which", async () => {
		const { account, outcome } = await runOf(`
			struct mutex { task owner; }
			struct page {
				/// @holders reference
				int 0..3 refcount = 1;
			}
			scenario s {
				mutex m; page p;
				task one { m.owner = self; p.refcount++; m.owner = null; assert(false); }
			}`);
		const holds = account.holds.map(({ lane, cell, what, from, to }) => [
			outcome.text.lanes[lane].name,
			what,
			outcome.text.cells[cell].name,
			from,
			to,
		]);
		expect(holds).toEqual([
			["one", "lock", "m.owner", 1, holds[0][4]],
			["one", "reference", "p.refcount", holds[1][3], undefined],
		]);
		expect(holds[0][4]).toBeGreaterThan(Number(holds[1][3]));
	});

	test("says for whom those wait who stay, until what, and whom a step wakes", async () => {
		const { account } = await runOf("scenario s { bool open; bool done; task t { wait (open); wait (done); } task u { open = true; } }");
		expect(account.waits.map(({ sentence }) => sentence)).toEqual(["t waits at wait (done), and nobody can end that"]);
		expect(account.wakes).toEqual([[0], []]);
		expect(account.ended).toEqual([false, true]);
		expect(account.circle).toBeUndefined();
	});

	test("of the run that goes well has the same cells in the same order", async () => {
		const { account, safe } = await runOf(countingSource);
		expect(safe?.timeline.steps.length).toBeGreaterThan(0);
		expect(account.safe?.cells.map(({ name }) => name)).toEqual(account.cells.map(({ name }) => name));
	});
});
