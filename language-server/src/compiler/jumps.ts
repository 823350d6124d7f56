/** `switch`, labels and `goto`. The blocks of labels are made where the block around them is entered. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { labelsOf, secondEntry } from "../syntax/jumps";
import type { Block, CaseStatement, GotoStatement, LabelStatement, Statement, SwitchStatement } from "../syntax/tree";
import { binary, constant, isConstant, ZERO } from "../system/operand";
import type { Scope } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import { type Jump, Labels } from "./activation";
import { defaultValue } from "./default-value";
import { structOf } from "./generic-structs";
import type { GraphBlock } from "./lane-graph";
import { Loops } from "./loops";

export abstract class Jumps extends Loops {
	/** Notes that there is code for a statement of the user's own text. */
	protected abstract noteLowered(statement: Statement): void;

	/** Adds the code of a block, also where nothing leads to its start: something may lead to a label in it. */
	protected block(block: Block, body?: () => void): void {
		const { visible, onStack } = this.activation;
		this.activation.level++;
		this.enterLabels(block);
		if (body) body();
		else this.sequence(block.statements);
		if (this.activation.onStack !== onStack) this.leave(onStack, { ...spanOf(block), from: block.to - 1 });
		this.activation.level--;
		this.activation.visible = visible;
		this.activation.onStack = onStack;
	}

	protected override blockValue(block: Block): Operand {
		const last = block.statements.at(-1);
		const { onStack, file, structs } = this.activation;
		let value: Operand = ZERO;
		this.noteLowered(block);
		this.block(block, () => {
			for (const statement of block.statements) if (statement !== last) this.statement(statement);
			if (last?.kind === "expression" || last?.kind === "assign") this.noteLowered(last);
			if (last?.kind === "expression") value = this.givenBy(last.expression);
			else if (last?.kind === "assign") value = this.assignment(last, true);
			else if (last) this.statement(last);
			const given = last?.kind === "expression" ? last.expression : last?.kind === "assign" ? last.target : undefined;
			if (given) this.noteReturned(value, structOf(given, file, structs), onStack);
			// It stays what it is when what is on the stack of the block ends.
			value = this.keep(value, "value", { kind: "int" });
		});
		return this.current ? value : ZERO;
	}

	protected switchStatement(statement: SwitchStatement): void {
		const given = this.value(statement.value);
		if (!this.current) return;
		const value = this.keep(given, "switch", { kind: "int" });
		const { loop, visible } = this.activation;
		const { blocks, jumps } = this.labels;
		const cases = statement.body.statements.filter((one): one is CaseStatement => one.kind === "case");
		const after = this.newBlock();
		let fallback = after;
		for (const one of cases) {
			const block = this.newBlock();
			blocks.set(one, block);
			if (one.low === undefined) fallback = block;
		}
		for (const one of cases) {
			if (one.low === undefined || !this.current) continue;
			const block = blocks.get(one) as GraphBlock;
			const low = this.value(one.low);
			const high = one.high ? this.value(one.high) : low;
			const isHere = one.high ? binary("&&", binary(">=", value, low), binary("<=", value, high)) : binary("==", value, low);
			if (isConstant(isHere) && isHere.value === 0) continue;
			jumps.push({ from: this.current, to: block, visible });
			if (isConstant(isHere)) {
				this.endBlock({ kind: "goto", block });
				continue;
			}
			const next = this.newBlock();
			this.endBlock({ kind: "branch", condition: isHere, then: block, otherwise: next });
			this.current = next;
		}
		if (this.current) jumps.push({ from: this.current, to: fallback, visible });
		this.endBlock({ kind: "goto", block: fallback });
		this.loop({ continueTo: loop?.continueTo ?? after, breakTo: after }, () => this.block(statement.body));
		this.endBlock({ kind: "goto", block: after });
		this.goOnAt(after);
	}

	/** Goes on at a label, where something leads to it. */
	protected label(statement: LabelStatement | CaseStatement): void {
		const { onStack, level } = this.activation;
		const { stacks, blocks, jumps } = this.labels;
		if (statement.kind === "label") stacks.set(statement, { level, isPassed: true, onStack });
		const block = blocks.get(statement);
		if (block === undefined) return;
		this.endBlock({ kind: "goto", block });
		this.goOnAt(block);
		for (const jump of jumps) if (jump.to === block) this.initialiseSkipped(jump);
	}

	protected goto(statement: GotoStatement): void {
		const { visible, file } = this.activation;
		const { stacks, blocks, jumps } = this.labels;
		const symbol = file.names.get(statement.name);
		const label = [...blocks.keys()].findLast((one) => one.kind === "label" && file.names.get(one.name) === symbol);
		const to = label && blocks.get(label);
		if (to === undefined || !this.current) return;
		const stack = label?.kind === "label" ? stacks.get(label) : undefined;
		if (stack?.isPassed) this.leave(stack.onStack, statement);
		else if (stack) this.leaveTo(stack.level, statement);
		jumps.push({ from: this.current, to, visible });
		this.endBlock({ kind: "goto", block: to });
	}

	/** Makes the blocks of the labels that stand right in a block. */
	protected enterLabels(block: Block): void {
		if (!block.statements.some(({ kind }) => kind === "label")) return;
		const labels = labelsOf(block);
		const entry = this.mode === "steps" ? undefined : secondEntry(labels);
		if (entry) {
			const message = t`\`goto ${entry.label.name.text}\` goes into what another \`goto\` goes round, which one step cannot do`;
			this.fail(entry.label, "jump-into-loop", message);
		}
		for (const { label, last } of labels) {
			const made = this.newBlock();
			this.labels.blocks.set(label, made);
			this.labels.stacks.set(label, { level: this.activation.level, isPassed: false, onStack: undefined });
			if (last !== undefined) this.markLoop(made, label, label.name);
		}
	}

	private get labels(): Labels {
		this.activation.labels ??= new Labels();
		return this.activation.labels;
	}

	/** Variables whose declarations a jump has gone over are 0, `null`, or the lowest value of a range without 0. */
	private initialiseSkipped({ from, visible: before }: Jump): void {
		const known = new Set<Scope>();
		for (let scope = before; scope; scope = scope.outer) known.add(scope);
		for (let scope = this.activation.visible; scope && !known.has(scope); scope = scope.outer) {
			const { type, values } = this.graph.declarations[scope.variable];
			const initial = constant(defaultValue(type.kind === "array" ? type.element : type));
			for (const value of values)
				if (value.kind === "temporary" && !this.graph.registers[value.temporary].stable)
					from.instructions.push({ kind: "set", temporary: value.temporary, value: initial });
		}
	}
}
