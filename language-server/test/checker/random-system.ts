import fc from "fast-check";
import type {
	BasicBlock,
	BinaryOperator,
	Cell,
	Code,
	Failure,
	Instruction,
	Lane,
	Operand,
	Terminator,
	TransitionSystem,
} from "../../src/compiler/transition-system";

const NOWHERE = { file: "file:///random.race", start: 0, end: 0 };
const SHARED = 3;
const OPERATORS: readonly BinaryOperator[] = [
	"||",
	"&&",
	"|",
	"^",
	"&",
	"==",
	"!=",
	"<",
	">",
	"<=",
	">=",
	"<<",
	">>",
	"+",
	"-",
	"*",
	"/",
	"%",
];
const FAILURES: readonly Failure[] = ["endless_atomic", "range", "first", "second", "always_holds", "holds_at_end"].map((property) => ({
	property,
	message: [property],
	span: NOWHERE,
}));
const RANGE = 1;

function operand(temporaries: number): fc.Arbitrary<Operand> {
	const leaf: fc.Arbitrary<Operand> = fc.oneof(
		fc.integer({ min: -2, max: 3 }).map((value): Operand => ({ kind: "constant", value })),
		fc.integer({ min: 0, max: SHARED - 1 }).map((cell): Operand => ({ kind: "cell", cell })),
		fc.integer({ min: 0, max: temporaries - 1 }).map((temporary): Operand => ({ kind: "temporary", temporary })),
	);
	return fc.oneof(
		{ weight: 3, arbitrary: leaf },
		fc.record({ operator: fc.constantFrom(...OPERATORS), left: leaf, right: leaf }).map((parts): Operand => ({ kind: "binary", ...parts })),
		fc
			.record({ operator: fc.constantFrom("!" as const, "-" as const, "~" as const), operand: leaf })
			.map((parts): Operand => ({ kind: "unary", ...parts })),
		fc.record({ condition: leaf, then: leaf, otherwise: leaf }).map((parts): Operand => ({ kind: "conditional", ...parts })),
		fc
			.record({ elements: fc.array(leaf, { minLength: 1, maxLength: 3 }), base: fc.integer({ min: 0, max: 1 }), index: leaf })
			.map((parts): Operand => ({ kind: "element", ...parts })),
	);
}

function instruction(temporaries: number): fc.Arbitrary<Instruction> {
	const value = operand(temporaries);
	const cell = fc.integer({ min: 0, max: SHARED - 1 });
	return fc.oneof(
		fc.record({ temporary: fc.integer({ min: 0, max: temporaries - 1 }), value }).map((parts): Instruction => ({ kind: "set", ...parts })),
		fc.record({ cell, value }).map((parts): Instruction => ({ kind: "store", failure: RANGE, ...parts })),
		// The index is a bit of something, so that it is always inside.
		fc.record({ cells: fc.tuple(cell, cell), value, of: value }).map(
			({ cells, value, of }): Instruction => ({
				kind: "storeElement",
				cells,
				base: 0,
				index: { kind: "binary", operator: "&", left: of, right: { kind: "constant", value: 1 } },
				value,
				failure: RANGE,
			}),
		),
		fc.record({ value, failure: fc.constantFrom(2, 3) }).map((parts): Instruction => ({ kind: "check", witness: [], ...parts })),
		fc.record({ value, failure: fc.constantFrom(2, 3) }).map((parts): Instruction => ({ kind: "assert", witness: [], ...parts })),
	);
}

/** Code of a few blocks, jumps forwards and now and then backwards, that ends at one of `locations`. */
function code(locations: number): fc.Arbitrary<Code> {
	return fc
		.record({ count: fc.integer({ min: 1, max: 4 }), temporaries: fc.integer({ min: 1, max: 3 }) })
		.chain(({ count, temporaries }) => {
			const block = (index: number): fc.Arbitrary<BasicBlock> => {
				const later = fc.integer({ min: Math.min(index + 1, count - 1), max: count - 1 });
				const target = fc.oneof({ weight: 12, arbitrary: later }, fc.integer({ min: 0, max: count - 1 }));
				const leave: fc.Arbitrary<Terminator> = fc.oneof(
					{ weight: 5, arbitrary: fc.integer({ min: 0, max: locations }).map((location): Terminator => ({ kind: "next", location })) },
					fc.constant<Terminator>({ kind: "blocked" }),
				);
				const goOn: fc.Arbitrary<Terminator> = fc.oneof(
					target.map((next): Terminator => ({ kind: "goto", block: next })),
					fc
						.record({ condition: operand(temporaries), then: target, otherwise: target })
						.map((parts): Terminator => ({ kind: "branch", ...parts })),
					fc.array(later, { minLength: 2, maxLength: 3 }).map((blocks): Terminator => ({ kind: "choose", blocks })),
				);
				return fc.record({
					instructions: fc.array(instruction(temporaries), { maxLength: 3 }),
					end: index === count - 1 ? leave : fc.oneof(leave, { weight: 2, arbitrary: goOn }),
				});
			};
			return fc
				.tuple(...Array.from({ length: count }, (_, index) => block(index)))
				.map((blocks) => ({ temporaries, blocks: withoutEndlessChoice(blocks) }));
		});
}

/** A loop with a choice in it has too many outcomes to list: in code that can loop every choice takes its first way. */
function withoutEndlessChoice(blocks: readonly BasicBlock[]): readonly BasicBlock[] {
	const targets = (end: Terminator): readonly number[] =>
		end.kind === "goto" ? [end.block] : end.kind === "branch" ? [end.then, end.otherwise] : end.kind === "choose" ? end.blocks : [];
	const loops = blocks.some(({ end }, index) => targets(end).some((next) => next <= index));
	if (!loops) return blocks;
	return blocks.map(({ instructions, end }) => ({
		instructions,
		end: end.kind === "choose" ? { kind: "goto", block: end.blocks[0] } : end,
	}));
}

/** Small random systems with every instruction and terminator; two or three lanes of up to three places. */
export const randomSystem: fc.Arbitrary<TransitionSystem> = fc
	.record({
		ranges: fc.array(fc.record({ min: fc.integer({ min: -1, max: 0 }), max: fc.integer({ min: 0, max: 2 }) }), {
			minLength: SHARED,
			maxLength: SHARED,
		}),
		lanes: fc.array(
			fc.integer({ min: 1, max: 3 }).chain((places) =>
				fc.record({
					kind: fc.constantFrom("task" as const, "task" as const, "device" as const, "daemon" as const),
					codes: fc.array(code(places), { minLength: places, maxLength: places }),
				}),
			),
			{ minLength: 2, maxLength: 3 },
		),
		always: operand(1),
		atEnd: operand(1),
	})
	.map(({ ranges, lanes, always, atEnd }) => {
		const shared = ranges.map(
			({ min, max }, index): Cell => ({ name: `c${index}`, role: "shared", min, max, initial: 0, type: { kind: "int" } }),
		);
		const locations = lanes.map(
			({ codes }, lane): Cell => ({
				name: `l${lane}`,
				role: "location",
				lane,
				min: 0,
				max: codes.length,
				initial: 0,
				type: { kind: "int" },
			}),
		);
		const property = (value: Operand): Code => ({
			temporaries: 1,
			blocks: [{ instructions: [], end: { kind: "result", value, witness: [] } }],
		});
		return {
			name: "random",
			cells: [...shared, ...locations],
			objects: [],
			lanes: lanes.map(
				({ kind, codes }, lane): Lane => ({
					name: `l${lane}`,
					kind,
					locationCell: SHARED + lane,
					start: 0,
					span: NOWHERE,
					steps: codes.map((one) => ({ label: "step", access: "atomic", span: NOWHERE, stack: [], code: one, live: [] })),
				}),
			),
			properties: [
				{ name: "always_holds", when: "always", code: property(always), failure: 4 },
				{ name: "holds_at_end", when: "end", code: property(atEnd), failure: 5 },
			],
			failures: FAILURES,
		};
	});
