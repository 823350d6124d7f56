/** What functions do, callees included, and whether they are called only where that is allowed. */
import type { Calls, Shared } from "./file-context";
import type { FunctionSymbol } from "./symbols";

/**
 * Adds to every function the effects of the functions that it calls, and reports recursion. Depth first, with a path of
 * its own: chains of calls may be longer than the stack of the host is deep.
 */
export function spreadEffects(calls: Calls): void {
	const state = new Map<FunctionSymbol, "open" | "done">();
	for (const root of calls.keys()) {
		if (state.has(root)) continue;
		const path = [opened(root, calls, state)];
		while (path.length > 0) {
			const { fn, callees } = path[path.length - 1];
			const { done, value: callee } = callees.next();
			if (done) {
				state.set(fn, "done");
				path.pop();
				const caller = path.at(-1)?.fn;
				if (caller) addEffects(caller, fn);
				continue;
			}
			if (state.get(callee) === "open") {
				reportRecursion(
					calls,
					path.map((one) => one.fn),
					callee,
				);
			} else if (calls.has(callee) && !state.has(callee)) {
				path.push(opened(callee, calls, state));
				continue;
			}
			addEffects(fn, callee);
		}
	}
}

function opened(fn: FunctionSymbol, calls: Calls, state: Map<FunctionSymbol, "open" | "done">) {
	state.set(fn, "open");
	return { fn, callees: (calls.get(fn)?.callees ?? new Set<FunctionSymbol>()).values() };
}

function addEffects(caller: FunctionSymbol, { effects }: FunctionSymbol): void {
	caller.effects.writes ||= effects.writes;
	caller.effects.acts ||= effects.acts;
	caller.effects.creates ||= effects.creates;
}

function reportRecursion(calls: Calls, path: readonly FunctionSymbol[], callee: FunctionSymbol): void {
	const circle = path.slice(path.indexOf(callee));
	const names = [...circle.map((fn) => fn.name), callee.name].join(" → ");
	calls.get(callee)?.context.error(callee.span, "recursion", `functions cannot be recursive: ${names}`);
}

/** Reports calls that do more than their place allows. */
export function judgeDemands(shared: Shared): void {
	for (const { context, span, callee, rule, where } of shared.demands) {
		const { writes, acts, creates } = callee.effects;
		if (rule === "read" && (writes || acts || creates)) {
			const does = writes ? "writes" : creates ? "creates objects" : "waits, chooses or asserts";
			context.error(span, "must-only-read", `${where} may only read, and '${callee.name}' ${does}`);
		}
		if (rule === "run" && creates) {
			context.error(
				span,
				"new-in-task",
				`'${callee.name}' creates objects, which is done where a scenario is set up, not while its tasks run`,
			);
		}
	}
}
