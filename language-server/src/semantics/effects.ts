/** What functions do, callees included, and whether they are called only where that is allowed. */
import type { Calls, Shared } from "./file-context";
import type { FunctionSymbol } from "./symbols";

/** Adds to every function the effects of the functions that it calls, and reports recursion. */
export function spreadEffects(calls: Calls): void {
	const state = new Map<FunctionSymbol, "open" | "done">();
	const visit = (fn: FunctionSymbol, path: readonly FunctionSymbol[]): void => {
		state.set(fn, "open");
		for (const callee of calls.get(fn)?.callees ?? []) {
			if (state.get(callee) === "open") reportRecursion(calls, [...path, fn], callee);
			else if (calls.has(callee) && !state.has(callee)) visit(callee, [...path, fn]);
			fn.effects.writes ||= callee.effects.writes;
			fn.effects.acts ||= callee.effects.acts;
			fn.effects.creates ||= callee.effects.creates;
		}
		state.set(fn, "done");
	};
	for (const fn of calls.keys()) if (!state.has(fn)) visit(fn, []);
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
