/** What expressions come to. */
import { placeKey } from "../../../src/base/span";
import type {
	Assignment,
	Block,
	CallExpression,
	Expression,
	ForStatement,
	PickExpression,
	QuantifierExpression,
} from "../../../src/syntax/tree";
import { References } from "./references";
import { type Continuation, type Environment, type Next, TooLarge } from "./steps";
import { compute, fits32, fitsType, Unsupported, type VariableType, wraps } from "./values";

/** More rounds than this of one loop over a range are not gone. */
const MOST_ROUNDS = 64;

/** Whether an operator gives true or false. */
function isTruth(operator: string): boolean {
	return ["&&", "||", "==", "!=", "<", ">", "<=", ">="].includes(operator);
}

export abstract class Expressions extends References {
	protected abstract assign(assignment: Assignment, environment: Environment, then: Continuation): Next;

	/** The value of statements in braces. */
	protected abstract blockValue(block: Block, environment: Environment, then: Continuation): Next;

	protected abstract call(call: CallExpression, environment: Environment, then: Continuation): Next;
	protected abstract callThrough(
		call: Pick<CallExpression, "arguments" | "anchor" | "from" | "to">,
		callee: Expression,
		environment: Environment,
		then: Continuation,
	): Next;

	/** The number by which references to a function of the program are told apart. */
	private numberOf(name: string): number | undefined {
		const number = [...this.functions.keys()].indexOf(name) + 1;
		return number === 0 ? undefined : number;
	}

	protected value(expression: Expression, environment: Environment, then: Continuation): Next {
		switch (expression.kind) {
			case "number":
				return then.go(expression.value);
			case "word":
				return then.go(expression.word === "self" ? environment.self : expression.word === "true" ? 1 : 0);
			case "name": {
				if (expression.name.text === "NULL") return then.go(0);
				if (expression.name.text === "current") return then.go(environment.self);
				const fn = environment.scope.has(expression.name.text) ? undefined : this.numberOf(expression.name.text);
				if (fn !== undefined) return then.go(fn);
				const binding = this.lookup(expression.name.text, environment);
				if (binding.kind === "constant") return then.go(binding.value);
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			}
			case "index":
				if (expression.array.kind === "name") {
					const binding = this.lookup(expression.array.name.text, environment);
					if (binding.kind === "tasks") return this.taskAt(binding.objects, expression.index, environment, then);
				}
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			case "field":
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			case "unary":
				return this.unary(expression, environment, then);
			case "cast": {
				const type: VariableType = expression.type ? this.typeOf(expression.type, true) : { bool: false };
				const isError = type.struct !== undefined && this.isNumber(expression.operand, environment);
				return this.value(expression.operand, environment, {
					key: `${placeKey(expression)}c|${then.key}`,
					go: (value) => {
						if (isError) return value <= 0 && value >= -1024 ? then.go(value) : this.error("range");
						if (type.struct !== undefined) return this.begunAs(value, type.struct, then.go);
						const kept = type.bool ? Number(value !== 0) : value;
						return fitsType(kept, type) ? then.go(kept) : this.error("range");
					},
				});
			}
			case "binary":
				return this.binary(expression, environment, then);
			case "conditional":
				return this.value(expression.condition, environment, {
					key: `${placeKey(expression)}?|${then.key}`,
					go: (condition) => this.value(condition !== 0 ? expression.then : expression.otherwise, environment, then),
				});
			case "assignment":
				return this.assign(expression, environment, then);
			case "call":
				return this.call(expression, environment, then);
			case "callThrough":
				return this.callThrough(expression, expression.callee, environment, then);
			case "chooseValue":
				return this.value(expression.range.low, environment, {
					key: "",
					go: (low) =>
						this.value(expression.range.high, environment, {
							key: "",
							go: (high) =>
								low === high
									? then.go(low)
									: {
											kind: "choose",
											low,
											count: high - low + 1,
											top: environment.top,
											then: { key: `${placeKey(expression)}|${then.key}`, go: then.go },
										},
						}),
				});
			case "quantifier":
				return this.quantifier(expression, environment, then);
			case "pick":
				return this.pick(expression, environment, then);
			case "containerOf":
				return this.value(expression.part, environment, {
					key: `${placeKey(expression)}p|${then.key}`,
					go: (part) => then.go(this.around(part, expression)),
				});
			case "enabled":
				return then.go(Number(this.setting.options.get(expression.option.text) === "y"));
			case "patched":
				return then.go(Number(this.setting.patches.has(expression.patch.text)));
			case "new":
				return this.create(expression, environment, then);
			case "comma":
				return this.value(expression.first, environment, {
					key: `${placeKey(expression)},|${then.key}`,
					go: () => this.value(expression.last, environment, then),
				});
			case "default":
				return this.value(expression.value, environment, {
					key: `${placeKey(expression)}?:|${then.key}`,
					go: (value) => (value !== 0 ? then.go(value) : this.value(expression.otherwise, environment, then)),
				});
			case "statements":
				return this.blockValue(expression.body, environment, then);
			default:
				throw new Unsupported(expression.kind);
		}
	}

	/** Whether what is cast to a reference is a number, which it then carries as an error. */
	private isNumber(expression: Expression, environment: Environment): boolean {
		const isNull = expression.kind === "word" || (expression.kind === "name" && expression.name.text === "NULL");
		return !isNull && !this.isReference(expression, environment);
	}

	protected taskAt(objects: readonly number[], index: Expression, environment: Environment, then: Continuation): Next {
		return this.value(index, environment, {
			key: `${placeKey(index)}t|${then.key}`,
			go: (at) => (at < 0 || at >= objects.length ? this.error("index_out_of_range") : then.go(objects[at])),
		});
	}

	protected unary(expression: Extract<Expression, { kind: "unary" }>, environment: Environment, then: Continuation): Next {
		const { operator, operand } = expression;
		if (operator === "&" && operand.kind === "name" && !environment.scope.has(operand.name.text))
			return this.value(operand, environment, then);
		const isPointer = operand.kind === "name" && environment.scope.get(operand.name.text)?.kind === "pointer";
		if (operator === "*" && !isPointer && operand.kind !== "unary") return this.value(operand, environment, then);
		if (operator === "*" || operator === "&") {
			return this.place(
				operand,
				environment,
				(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
				then.key,
			);
		}
		// The least number is a literal that has no positive counterpart.
		if (operator === "-" && operand.kind === "number") return then.go(-operand.value);
		return this.value(operand, environment, {
			key: `${placeKey(expression)}u|${then.key}`,
			go: (value) => {
				if (operator === "!") return then.go(Number(value === 0));
				if (operator === "~") return then.go(~value);
				if (value > 0 && this.isUnsigned(operand, environment)) return this.error("range");
				return fits32(-value) ? then.go(0 - value) : this.error("range");
			},
		});
	}

	protected binary(expression: Extract<Expression, { kind: "binary" }>, environment: Environment, then: Continuation): Next {
		const { operator, left, right } = expression;
		if (left.kind === "optionValue" || right.kind === "optionValue") {
			const [option, name] = left.kind === "optionValue" ? [left, right] : [right, left];
			if (option.kind !== "optionValue" || name.kind !== "name") throw new Unsupported("an option");
			const equal = this.setting.options.get(option.option.text) === name.name.text;
			return then.go(Number(equal === (operator === "==")));
		}
		const unsigned = operator !== "&&" && operator !== "||" && (this.isUnsigned(left, environment) || this.isUnsigned(right, environment));
		return this.value(left, environment, {
			key: `${placeKey(left)}l|${then.key}`,
			go: (first) => {
				if (operator === "&&" && first === 0) return then.go(0);
				if (operator === "||" && first !== 0) return then.go(1);
				return this.value(right, environment, {
					key: `${placeKey(right)}r${first}|${then.key}`,
					go: (second) => {
						if (operator === "&&" || operator === "||") return then.go(Number(second !== 0));
						const addresses = (operator === "==" || operator === "!=") && [left, right].some((side) => this.isReference(side, environment));
						const result = addresses
							? compute(operator, Number(this.addressOf(first) !== this.addressOf(second)), 0)
							: compute(operator, first, second);
						if (result !== "division_by_zero" && unsigned && wraps(operator, first, second, result)) return this.error("range");
						return typeof result === "number" ? then.go(result) : this.error(result);
					},
				});
			},
		});
	}

	/**
	 * Whether C calculates with an expression without a sign. Fields are told by their names, which only one struct
	 * has.
	 */
	protected isUnsigned(expression: Expression, environment: Environment): boolean {
		const of = (part: Expression): boolean => this.isUnsigned(part, environment);
		switch (expression.kind) {
			case "name": {
				const binding = environment.scope.get(expression.name.text);
				if (binding?.kind === "shared") return this.cellTypes[binding.storage.cell].unsigned === true;
				return binding?.kind === "local" && this.types[binding.slot].unsigned === true;
			}
			case "field": {
				const fields = [...this.structs.values()].flat();
				const field = fields.find(({ name }) => name.text === expression.name.text);
				// What has some bits only is an `int` for C.
				return field !== undefined && field.bits === undefined && this.typeOf(field.type, false).unsigned === true;
			}
			case "index":
				return of(expression.array);
			case "assignment":
				return of(expression.target);
			case "unary":
				return (expression.operator === "-" || expression.operator === "~") && of(expression.operand);
			case "cast":
				return expression.type !== undefined && this.typeOf(expression.type, true).unsigned === true;
			case "binary":
				return !isTruth(expression.operator) && (of(expression.left) || of(expression.right));
			case "conditional":
				return of(expression.then) || of(expression.otherwise);
			case "call": {
				const [first] = expression.arguments;
				if (expression.name.text === "READ_ONCE") return of(first.value);
				if (expression.name.text === "smp_load_acquire" && first.value.kind === "unary") return of(first.value.operand);
				const returns = this.functions.get(expression.name.text)?.returns;
				return returns !== undefined && this.typeOf(returns, true).unsigned === true;
			}
			default:
				return false;
		}
	}

	/** The values that a `for` or a quantifier goes over. */
	protected domain(
		node: ForStatement | QuantifierExpression | PickExpression,
		environment: Environment,
		key: string,
		then: (values: readonly number[]) => Next,
	): Next {
		const { range, struct } = node;
		if (range === undefined) {
			const objects = this.objects.flatMap(({ struct: its, around }, index) =>
				its === struct?.text && around === undefined ? [index + 1] : [],
			);
			if (this.mode !== "steps") return then(objects.filter((object) => this.livesNow(object)));
			if (objects.some((object) => this.isMortal(object))) throw new TooLarge("objects that come and go");
			return then(objects);
		}
		return this.value(range.low, environment, {
			key: `${placeKey(range.low)}a|${key}`,
			go: (low) =>
				this.value(range.high, environment, {
					key: `${placeKey(range.high)}b${low}|${key}`,
					go: (high) => {
						const length = Math.max(0, high - low + 1);
						if (length > MOST_ROUNDS) throw new TooLarge("rounds");
						return then(Array.from({ length }, (_, index) => low + index));
					},
				}),
		});
	}

	/** Any of some for which a condition holds then, in one step. */
	private pick(expression: PickExpression, environment: Environment, then: Continuation): Next {
		const { name, condition, struct } = expression;
		if (this.mode === "setup" || this.mode === "peek") throw new Unsupported("a choice where only reading is allowed");
		const slot = environment.top;
		const scope = new Map([...environment.scope, [name.text, { kind: "local", slot, size: undefined } as const]]);
		const inner: Environment = { ...environment, scope, top: slot + 1 };
		const choose = (goOn: (value: number) => Next): Next => {
			this.touches = true;
			return this.domain(expression, environment, then.key, (values) => {
				const take = (value: number) => (): Next => {
					this.setLocal(slot, value, { bool: false, ...(struct && { struct: struct.text }) });
					if (condition === undefined) return goOn(value);
					return this.value(condition, inner, {
						key: `${placeKey(expression)}h${value}|${then.key}`,
						go: (holds) => (holds !== 0 ? goOn(value) : { kind: "blocked" }),
					});
				};
				return values.length === 0 ? { kind: "blocked" } : { kind: "either", ways: values.map(take) };
			});
		};
		if (this.mode === "atomic") return choose(then.go);
		return {
			kind: "atomic",
			key: `pick${placeKey(expression)}|${then.key}`,
			top: environment.top,
			served: false,
			start: () => choose((value) => ({ kind: "leave", then: { key: `${value}|${then.key}`, go: () => then.go(value) } })),
		};
	}

	protected quantifier(expression: QuantifierExpression, environment: Environment, then: Continuation): Next {
		const { quantifier, body, name } = expression;
		const slot = environment.top;
		const inner: Environment = {
			...environment,
			scope: new Map([...environment.scope, [name.text, { kind: "local", slot, size: undefined }]]),
			top: slot + 1,
		};
		return this.domain(expression, environment, then.key, (values) => {
			const from = (index: number, count: number): Next => {
				if (index === values.length) return then.go(quantifier === "count" ? count : Number(quantifier === "forall"));
				this.setLocal(slot, values[index], { bool: false, ...(expression.struct && { struct: expression.struct.text }) });
				return this.value(body, inner, {
					key: `${placeKey(body)}q${index},${count},${values.join("-")}|${then.key}`,
					go: (holds) => {
						if (quantifier === "exists" && holds !== 0) return then.go(1);
						if (quantifier === "forall" && holds === 0) return then.go(0);
						return from(index + 1, count + Number(holds !== 0));
					},
				});
			};
			return from(0, 0);
		});
	}
}
