/** `expect no race;`, `expect no hang;`: met where that does not come out, whatever else does. */
import { expect, test } from "vitest";
import { unmetIn } from "../kernel/judge-source";
import { kernelModel } from "../samples/sample-files";

const unmet = (members: string): string[] => unmetIn(kernelModel(), `scenario s { ${members} }`);

const HANGS = "bool b; task t { wait (b); }";
const RACES = "property p = n == 0; int 0..1 n; task t { n = 1; }";

test("a hang is no race, and a race no hang", () => {
	expect(unmet(`${HANGS} expect no race; expect no race use_after_free; expect hang t;`)).toEqual([]);
	expect(unmet(`${RACES} expect no hang; expect race p; expect no race use_after_free;`)).toEqual([]);
});

test("what comes out all the same is told", () => {
	expect(unmet(`${RACES} expect no race;`)).toEqual(["s: expect no race: expected no race, found a race: p fails (p)"]);
	expect(unmet(`${RACES} expect no race p;`)).toHaveLength(1);
	expect(unmet(`${HANGS} expect no hang t;`)).toEqual(["s: expect no hang t: expected no hang t, found a hang: t waits at wait (b)"]);
	expect(unmet(`${HANGS} task u { } expect no hang u;`)).toEqual([]);
});
