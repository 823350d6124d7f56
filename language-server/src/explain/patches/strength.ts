/**
 * What a `safe` depends on: each lock, re-check and wait is left out in turn, to see whether anything notices. What
 * nothing misses is either not needed in the scenario, or the scenario is too small to show what it is for.
 */

import { type AnchoredSpan, holds, spanOf } from "../../base/span";
import { compile } from "../../compiler/compile";
import type { Configuration } from "../../semantics/configuration";
import { allFiles, type FileAnalysis, type Program, type Scenario } from "../../semantics/program";
import type { Block, ExpressionStatement, Item, Member, Statement } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import { canonicalKey } from "../../system/canonical-key";
import type { SystemText } from "../../system/system-text";
import type { Search } from "../verdict/check-scenario";
import { describeOutcome } from "../verdict/outcome";
import type { Finding } from "../verdict/verdict";

/** Something that can be left out. */
export interface Safeguard {
	readonly kind: "lock" | "re-check" | "wait";
	/** Where it stands; of a lock where it is taken. */
	readonly place: AnchoredSpan;
	/** As it is written, in a line. */
	readonly text: string;
	readonly statements: ReadonlySet<Statement>;
}

export interface Strength {
	/** How many were left out in turn. */
	readonly tried: number;
	/** Those without which something fails, and the first that does. */
	readonly needed: readonly { readonly safeguard: Safeguard; readonly finding: Finding }[];
	/** Those without which the search ended at a limit, and found nothing before. */
	readonly undecided: readonly Safeguard[];
	/** Those without which every interleaving is as safe as before. */
	readonly notNeeded: readonly Safeguard[];
}

/**
 * Tries a scenario that is safe under a configuration without each of its safeguards. `trying` is awaited before each,
 * with how many have been tried of how many; it rejects when all is to end.
 */
export async function strength(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	search: Search,
	trying?: (done: number, all: number) => Promise<void>,
): Promise<Strength> {
	const { system, text } = compile(program, scenario, configuration);
	if (system === undefined) return { tried: 0, needed: [], undecided: [], notNeeded: [] };
	const whole = canonicalKey(system);
	const needed: { safeguard: Safeguard; finding: Finding }[] = [];
	const undecided: Safeguard[] = [];
	const notNeeded: Safeguard[] = [];
	let tried = 0;
	const all = safeguards(program, text);
	for (const [index, safeguard] of all.entries()) {
		await trying?.(index, all.length);
		const without = compile(program, scenario, configuration, { without: safeguard.statements });
		// What changes nothing under this configuration is not part of it.
		if (without.system === undefined || canonicalKey(without.system) === whole) continue;
		tried++;
		const { verdict, findings } = describeOutcome(without, await search(without.system, { name: text.name }), configuration);
		if (findings.length > 0) needed.push({ safeguard, finding: findings[0] });
		else (verdict === "safe" ? notNeeded : undecided).push(safeguard);
	}
	return { tried, needed, undecided, notNeeded };
}

/** The safeguards in what the tasks of a system run through, the scenario's own first. */
function safeguards(program: Program, text: SystemText): readonly Safeguard[] {
	const places = text.lanes.flatMap(({ steps }) => steps.flatMap(({ span, stack }) => [span, ...stack.map((frame) => frame.span)]));
	return allFiles(program)
		.toReversed()
		.flatMap((file) => {
			const own = places.filter((place) => file.tree.anchors.has(place.anchor));
			const runs = (node: SyntaxNode): boolean => own.some((place) => holds(node, place));
			return bodies(file)
				.filter(runs)
				.flatMap((body) => inBody(program, file, body, runs));
		});
}

/** The bodies of tasks and functions. */
function bodies(file: FileAnalysis): readonly Block[] {
	const members: (Item | Member)[] = file.tree.items.flatMap((item): readonly (Item | Member)[] =>
		item.kind === "scenario" ? item.members : [item],
	);
	return members.flatMap((member) => (member.kind === "task" || member.kind === "function" ? [member.body] : []));
}

function inBody(program: Program, file: FileAnalysis, body: Block, runs: (node: SyntaxNode) => boolean): readonly Safeguard[] {
	const found: Safeguard[] = [];
	const calls: ExpressionStatement[] = [];
	const note = (kind: Safeguard["kind"], statements: readonly Statement[]): void => {
		const [first] = statements;
		const text = file.written(first).replace(/\s+/g, " ");
		found.push({
			kind,
			place: spanOf(first),
			text: text.length <= 60 ? text : `${text.slice(0, 59)}…`,
			statements: new Set(statements),
		});
	};
	const visit = (node: SyntaxNode): void => {
		if (!runs(node)) return;
		if ("kind" in node) {
			if (node.kind === "wait") note("wait", [node]);
			if (node.kind === "if" && node.otherwise === undefined && leavesAtOnce(node.then)) note("re-check", [node]);
			if (node.kind === "expression" && node.expression.kind === "call") calls.push(node);
		}
		for (const child of children(node)) visit(child);
	};
	visit(body);
	// A lock is taken by a call that may wait, and released by others with the same arguments.
	const taken = new Set<string>();
	for (const call of calls) {
		const key = argumentsOf(file, call);
		if (key === "" || taken.has(key) || !mayWait(program, file, call)) continue;
		const bracket = calls.filter((other) => argumentsOf(file, other) === key);
		if (bracket.length < 2) continue;
		taken.add(key);
		note("lock", bracket);
	}
	return found;
}

/** True for `return`, `break` and `continue`, also as the last of a block that undoes something first. */
function leavesAtOnce(statement: Statement): boolean {
	if (statement.kind === "block") {
		const last = statement.statements[statement.statements.length - 1];
		return last !== undefined && leavesAtOnce(last);
	}
	// `return f()` does something else instead.
	if (statement.kind === "return") return statement.value?.kind !== "call";
	return statement.kind === "break" || statement.kind === "continue";
}

function argumentsOf(file: FileAnalysis, { expression }: ExpressionStatement): string {
	if (expression.kind !== "call") return "";
	return expression.arguments.map(({ value }) => file.written(value)).join(", ");
}

function mayWait(program: Program, file: FileAnalysis, { expression }: ExpressionStatement): boolean {
	const called = expression.kind === "call" ? file.names.get(expression.name) : undefined;
	if (called?.kind !== "function") return false;
	const waits = (node: SyntaxNode): boolean => ("kind" in node && node.kind === "wait") || children(node).some(waits);
	return waits(program.bodyOf(called).node.body);
}
