/** Loops: unrolled where it is known what they go over. */

import { GREATEST } from "../base/arithmetic";
import { sentence } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { AnySymbol } from "../semantics/symbols";
import type { DoStatement, ForStatement, LoopStatement, WhileStatement } from "../syntax/tree";
import { union } from "../system/interval";
import { binary, constant, isConstant, ONE, temporary } from "../system/operand";
import { GIVEN_UP } from "../system/transition-system";
import type { LoopTargets } from "./activation";
import { roundsOf } from "./bounded-loops";
import { type Ends, numbersOf } from "./constant-range";
import type { GraphBlock } from "./lane-graph";
import { Sequences } from "./sequences";

export abstract class Loops extends Sequences {
	protected whileStatement(statement: WhileStatement): void {
		const header = this.startBlock();
		this.markLoop(header, statement, statement.condition);
		const condition = this.value(statement.condition);
		if (isConstant(condition) && condition.value === 0) return;
		const body = this.newBlock();
		const after = this.newBlock();
		this.endBlock(isConstant(condition) ? { kind: "goto", block: body } : { kind: "branch", condition, then: body, otherwise: after });
		this.loop({ continueTo: header, breakTo: after }, () => {
			this.current = body;
			this.statement(statement.body);
			this.endBlock({ kind: "goto", block: header });
		});
		this.goOnAt(after);
	}

	protected doStatement({ body, condition, ...statement }: DoStatement): void {
		const start = this.startBlock();
		const head = this.newBlock();
		const after = this.newBlock();
		this.loop({ continueTo: head, breakTo: after }, () => {
			this.statement(body);
			this.endBlock({ kind: "goto", block: head });
		});
		this.goOnAt(head);
		if (this.current) {
			const value = this.value(condition);
			const isOver = isConstant(value) && value.value === 0;
			if (!isOver) this.markLoop(head, statement, condition);
			if (isConstant(value)) this.endBlock({ kind: "goto", block: isOver ? after : start });
			else this.endBlock({ kind: "branch", condition: value, then: start, otherwise: after });
		}
		this.goOnAt(after);
	}

	/** `for` as in C. */
	protected loopStatement({ first, condition, step, body, ...statement }: LoopStatement): void {
		const { visible, onStack } = this.activation;
		for (const one of first) this.statement(one);
		const header = this.startBlock();
		const word = { ...spanOf(statement), to: statement.from + "for".length };
		this.markLoop(header, statement, condition ?? word);
		const holds = condition ? this.value(condition) : ONE;
		if (!isConstant(holds) || holds.value !== 0) {
			const round = this.newBlock();
			const next = this.newBlock();
			const after = this.newBlock();
			this.endBlock(
				isConstant(holds) ? { kind: "goto", block: round } : { kind: "branch", condition: holds, then: round, otherwise: after },
			);
			this.goOnAt(round);
			this.loop({ continueTo: next, breakTo: after }, () => this.statement(body));
			this.endBlock({ kind: "goto", block: next });
			this.goOnAt(next);
			for (const one of step) this.statement(one);
			const rounds = roundsOf({ first, condition, step, body, ...statement }, this.activation.file);
			if (this.current && rounds !== undefined) this.bound(header, this.current, rounds);
			this.endBlock({ kind: "goto", block: header });
			this.goOnAt(after);
		}
		this.leave(onStack, statement);
		this.activation.visible = visible;
		this.activation.onStack = onStack;
	}

	protected forStatement(statement: ForStatement): void {
		const { range } = statement;
		const symbol = this.activation.file.names.get(statement.name);
		if (!symbol) return;
		const { visible } = this.activation;
		const ends = range && this.ends(range);
		const values = ends ? numbersOf(ends) : this.objectNumbers(statement);
		if (!this.current) return;
		if (ends && values === undefined) return this.countingLoop(statement, ends, symbol);
		const after = this.newBlock();
		for (const value of values ?? []) {
			if (!this.current) break;
			const next = this.newBlock();
			const lives = this.livesAt(statement, value);
			if (isConstant(lives) && lives.value === 0) continue;
			if (!isConstant(lives)) {
				const round = this.newBlock();
				this.endBlock({ kind: "branch", condition: lives, then: round, otherwise: next });
				this.goOnAt(round);
			}
			this.bind(symbol, { kind: "operand", operand: constant(value) });
			this.loop({ continueTo: next, breakTo: after }, () => this.statement(statement.body));
			this.activation.visible = visible;
			this.endBlock({ kind: "goto", block: next });
			this.goOnAt(next);
		}
		this.endBlock({ kind: "goto", block: after });
		this.goOnAt(after);
	}

	/** `for (i in a..b)` whose ends are known only at run time. */
	private countingLoop(statement: ForStatement, range: Ends, symbol: AnySymbol): void {
		const { visible } = this.activation;
		const { low } = range;
		const high = this.keep(range.high, "limit", { kind: "int" });
		const ends = union(this.interval(low), this.interval(high));
		const behind = Math.min(ends.high + 1, GREATEST);
		const register = this.newRegister(statement.name.text, { kind: "int" }, { low: ends.low, high: behind }, false);
		this.emit({ kind: "set", temporary: register, value: low });
		const header = this.startBlock();
		this.markLoop(header, statement, statement);
		const body = this.newBlock();
		const next = this.newBlock();
		const after = this.newBlock();
		this.endBlock({ kind: "branch", condition: binary("<=", temporary(register), high), then: body, otherwise: after });
		this.current = body;
		const bound = this.newRegister(statement.name.text, { kind: "int" }, ends, true);
		this.emit({ kind: "set", temporary: bound, value: temporary(register) });
		this.bind(symbol, { kind: "operand", operand: temporary(bound) });
		this.loop({ continueTo: next, breakTo: after }, () => this.statement(statement.body));
		this.activation.visible = visible;
		this.endBlock({ kind: "goto", block: next });
		this.goOnAt(next);
		if (ends.high === GREATEST) {
			// There is no number behind the last one.
			const more = this.newBlock();
			this.endBlock({ kind: "branch", condition: binary("<", temporary(register), constant(GREATEST)), then: more, otherwise: after });
			this.goOnAt(more);
		}
		this.emit({ kind: "set", temporary: register, value: binary("+", temporary(register), ONE) });
		if (this.current) this.bound(header, this.current, Math.max(0, ends.high - ends.low + 1));
		this.endBlock({ kind: "goto", block: header });
		this.current = after;
	}

	/** Notes how often a loop goes round at most. */
	private bound(header: GraphBlock, back: GraphBlock, rounds: number): void {
		this.graph.boundedLoops.push({ header, back, last: this.graph.blocks.length - 1, rounds });
	}

	/** A loop of its own steps must not be endless within one; one inside an atomic block is bounded by the checker. */
	protected markLoop(header: GraphBlock, statement: AnchoredSpan, head: AnchoredSpan): void {
		if (this.mode === "steps") header.loopHeader = this.boundaryAt("local", head);
		else {
			const place = spanOf(statement);
			this.lowering.failures.add("endless_atomic" satisfies RunError, sentence`an atomic block does not end`, place);
			this.lowering.failures.add(GIVEN_UP, sentence`an atomic block takes too long to be followed to its end`, place);
		}
	}

	protected loop(targets: LoopTargets, body: () => void): void {
		const { loop: outer, onStack } = this.activation;
		const goesFurther = outer && outer.continueTo === targets.continueTo;
		this.activation.loop = { ...targets, onBreak: onStack, onContinue: goesFurther ? outer.onContinue : onStack };
		body();
		this.activation.loop = outer;
	}
}
