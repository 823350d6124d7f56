/** Macros, and guards with the functions that they call. */
import { Statements } from "./statements";
import type { Fn, Place, Variable } from "./vocabulary";

/** What is declared in a file, before what uses it. */
export abstract class Macros extends Statements {
	/** A macro that may use those before it, and the functions that there are. */
	protected macro(functions: readonly Fn[]): string {
		this.oneLine = true;
		const text = this.macroText(functions);
		this.oneLine = false;
		return text;
	}

	private macroText(functions: readonly Fn[]): string {
		const name = this.name("m");
		const place = (variables: readonly Variable[], pure: boolean): Place => ({
			variables,
			functions,
			pure,
			inTask: !pure,
			inLoop: false,
			inAtomic: false,
			returns: undefined,
		});
		const [first, second] = [this.name("a"), this.name("a")];
		const number = { name: first, kind: "int", assignable: false } as const;
		switch (this.pick(6)) {
			case 0:
			case 1: {
				const pure = this.chance(2);
				const text = this.number(place([number, { name: second, kind: "int", assignable: false }], pure), 2);
				this.macros.push({ name, stands: "number", pure, takes: ["number", "number"] });
				return `#define ${name}(${first}, ${second}) (${text})`;
			}
			case 2: {
				const [local, variable] = [this.name("l"), { name: second, kind: "int", assignable: true } as const];
				const inside = place([number, variable, { name: local, kind: "int", assignable: true }], false);
				const text = `int ${local} = ${first}; ${this.body(inside, this.pick(2), 1)} ${this.number(inside, 1)};`;
				this.macros.push({ name, stands: "number", pure: false, takes: ["number", "variable"] });
				return `#define ${name}(${first}, ${second}) ({ ${text} })`;
			}
			case 3: {
				const inside = place(
					[
						{ name: first, kind: "int", assignable: true },
						{ name: second, kind: "ref", assignable: false },
					],
					false,
				);
				const text = this.body(inside, 1 + this.pick(2), 1);
				this.macros.push({ name, stands: "statement", pure: false, takes: ["variable", "reference"] });
				return `#define ${name}(${first}, ${second}) do { ${text} } while (0)`;
			}
			case 4:
				this.macros.push({ name, stands: "declaration", pure: false, takes: ["name", "number"] });
				return `#define ${name}(${first}, ${second}) int ${first} = ${second}`;
			default:
				this.macros.push({ name, stands: "head", pure: false, takes: ["name", "number"] });
				return `#define ${name}(${first}, ${second}) for (int ${first} = 0; ${first} < (${second}); ${this.of([`${first}++`, `${first} += 1`])})`;
		}
	}

	/** A kind of guard, with what takes and what gives back. */
	protected guardClass(): string {
		const name = this.name("g");
		const [lock, unlock] = [this.name("f"), this.name("f")];
		if (this.chance(3)) {
			this.guards.push({ name });
			const takes = this.of([
				"atomic { wait (!gate); gate = true; }",
				"gate = true;",
				"atomic { served wait (!gate); gate = true; self.at = 1; }",
			]);
			return [
				"bool gate;",
				`static void ${lock}(void) { ${takes} }`,
				`static void ${unlock}(void) { ${this.of(["gate = false;", "self.at = 0; gate = false;"])} }`,
				`DEFINE_LOCK_GUARD_0(${name}, ${lock}(), ${unlock}())`,
			].join("\n");
		}
		const takes = this.of([
			"atomic { wait (!a->b); a->b = true; }",
			"atomic { served wait (!a->b); a->b = true; }",
			"a->v++;",
			"a->b = true; self.at = 1;",
		]);
		const gives = this.of(["a->b = false;", "a->v--;", "atomic { a->b = false; self.at = 0; }", "self.at = 0; a->b = false;"]);
		this.guards.push({ name, unlock });
		return [
			`static void ${lock}(struct node *a) { ${takes} }`,
			`static void ${unlock}(struct node *a) { ${gives} }`,
			`DEFINE_GUARD(${name}, struct node *, ${lock}(_T), ${unlock}(_T))`,
		].join("\n");
	}
}
