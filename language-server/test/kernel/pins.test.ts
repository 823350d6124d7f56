/**
 * Who is refused a pin, and when: pins that last, devices that go away, entries of every level, in every release that
 * differs from the one before.
 */
import { expect, test } from "vitest";
import { kernelModel } from "../samples/sample-files";
import { unmetIn } from "./judge-source";

const model = kernelModel();

/** `expect VERDICT under RELEASE;` for each release. */
function under(verdicts: Readonly<Record<string, string>>): string {
	return Object.entries(verdicts)
		.map(([release, verdict]) => `expect ${verdict} under ${release};`)
		.join("\n");
}

test.each(["xfs", "ext4", "ext2", "fuse"])("%s: pins that last are refused on DAX since v4.15, by every way and at every level", (fs) => {
	for (const level of ["PTE", "PMD", "PUD"]) {
		for (const call of ["get_user_pages_fast(data, 0, FOLL_LONGTERM)", "get_user_pages_longterm(data, 0, FOLL_WRITE)"]) {
			const source = `
				scenario lasting {
					file data = dax_file(${fs}, blocks: 1, mapped_by: ${level});
					bool pinned;
					task rdma { pinned = ${call} != null; }
					property refused at end = !pinned;
					${under({ "v4.14": "race refused", "v4.15": "safe", "v5.10": "safe", "v5.11": "safe", "v6.5": "safe", "v6.15": "safe", "v6.18": "safe" })}
				}`;
			expect(unmetIn(model, source)).toEqual([]);
		}
	}
});

test("a pin that is refused touches the page until v5.10, and since v6.15 in the fast walk, for which the page is one like any other", () => {
	const source = (call: string, verdicts: Readonly<Record<string, string>>) => `
		scenario refused {
			file data = dax_file(xfs, blocks: 1, mapped_by: PTE);
			task rdma { ${call}; }
			property untouched = rdma.pins[0] == 0;
			${under(verdicts)}
		}`;
	const slow = { "v4.15": "race untouched", "v5.10": "race untouched", "v5.11": "safe", "v6.14": "safe", "v6.15": "safe" };
	expect(unmetIn(model, source("get_user_pages_longterm(data, 0, 0)", slow))).toEqual([]);
	const fast = { "v5.10": "race untouched", "v5.11": "safe", "v6.14": "safe", "v6.15": "race untouched", "v6.18": "race untouched" };
	expect(unmetIn(model, source("get_user_pages_fast(data, 0, FOLL_LONGTERM)", fast))).toEqual([]);
});

test("the error says why", () => {
	const source = `
		scenario several_pages {
			file data = dax_file(ext4, blocks: 2, mapped_by: PTE);
			file other = cache_file(ext4, blocks: 1, mapped: true);
			int -600..2 dax;
			int -600..2 cached;
			task rdma {
				page pages[2];
				dax = get_user_pages_fast_array(data, 0, 2, FOLL_LONGTERM, pages);
				cached = get_user_pages_fast_array(other, 0, 1, FOLL_LONGTERM | FOLL_WRITE, pages);
				if (cached == 1) put_page(pages[0]);
			}
			property as_told at end = dax == -EOPNOTSUPP && cached == -EFAULT;
			${under({ "v4.15": "race as_told", "v6.4": "race as_told", "v6.5": "safe", "v6.18": "safe" })}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each(["xfs", "ext4", "ext2", "fuse"])("%s: behind the page cache, pins that last are refused since v6.5, where they write", (fs) => {
	const source = (flags: string, verdicts: Readonly<Record<string, string>>) => `
		scenario lasting {
			file data = cache_file(${fs}, blocks: 1, mapped: true);
			bool pinned;
			task rdma {
				page p = get_user_pages_fast(data, 0, ${flags});
				pinned = p != null;
				if (p) put_page(p);
			}
			property refused at end = !pinned;
			${under(verdicts)}
		}`;
	const allowed = "race refused";
	expect(
		unmetIn(model, source("FOLL_LONGTERM | FOLL_WRITE", { "v5.11": allowed, "v6.4": allowed, "v6.5": "safe", "v6.18": "safe" })),
	).toEqual([]);
	expect(unmetIn(model, source("FOLL_LONGTERM", { "v6.4": allowed, "v6.5": allowed, "v6.18": allowed }))).toEqual([]);
	expect(unmetIn(model, source("FOLL_WRITE", { "v6.4": allowed, "v6.5": allowed, "v6.18": allowed }))).toEqual([]);
});

test("on a device that is going away the slow path goes round for ever at a PTE, and gives an error at a huge entry", () => {
	const source = (level: string, verdicts: Readonly<Record<string, string>>) => `
		scenario asked_too_late {
			option device_removal = possible;
			file data = dax_file(ext4, blocks: 1, mapped_by: ${level});
			int -600..1 given;
			task reader {
				page pages[1];
				wait (!pmem0.live);
				given = get_user_pages_fast_array(data, 0, 1, 0, pages);
			}
			task administrator { unbind_pmem(); }
			property told at end = given == -EFAULT;
			${under(verdicts)}
		}`;
	expect(
		unmetIn(model, source("PTE", { "v4.14": "hang reader", "v4.20": "hang reader", "v5.18": "hang reader", "v6.14": "hang reader" })),
	).toEqual([]);
	expect(unmetIn(model, source("PMD", { "v4.14": "safe", "v4.20": "safe", "v5.18": "safe", "v6.14": "safe" }))).toEqual([]);
	expect(unmetIn(model, source("PUD", { "v4.14": "safe", "v6.14": "safe" }))).toEqual([]);
	// Since v6.15 nobody asks for the device.
	expect(unmetIn(model, source("PTE", { "v6.15": "race told", "v6.18": "race pgmap_torn_down_while_pinned" }))).toEqual([]);
});

test("what is not mapped on a device that is going away is not faulted in either", () => {
	const source = `
		scenario fault_after_kill {
			option device_removal = possible;
			file data = dax_file(ext4, blocks: 1, mapped_by: PTE, faulted_in: false);
			int -600..1 given;
			bool stored;
			task reader {
				page pages[1];
				wait (!pmem0.live);
				given = get_user_pages_fast_array(data, 0, 1, FOLL_WRITE, pages);
				stored = store(data, 0);
			}
			task administrator { unbind_pmem(); }
			property sigbus at end = given == -EFAULT && !stored;
			${under({ "v4.14": "safe", "v5.2": "safe", "v6.1": "safe", "v6.15": "safe", "v6.18": "safe" })}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each([
	["xfs", "y", { "v6.7": "hang reader", "v6.8": "safe", "v6.14": "safe", "v6.15": "safe" }],
	["xfs", "n", { "v6.7": "hang reader", "v6.8": "hang reader", "v6.14": "hang reader", "v6.15": "race pgmap_torn_down_while_pinned" }],
	["ext4", "y", { "v6.7": "hang reader", "v6.8": "hang reader", "v6.15": "race pgmap_torn_down_while_pinned" }],
	["ext2", "y", { "v6.8": "hang reader", "v6.15": "race pgmap_torn_down_while_pinned" }],
	["fuse", "y", { "v6.8": "hang reader", "v6.16": "race pgmap_torn_down_while_pinned" }],
])("%s, rmapbt %s: whether a device that goes away leaves something to be pinned", (fs, rmapbt, verdicts) => {
	const source = `
		scenario pinned_too_late {
			option device_removal = possible;
			option rmapbt = ${rmapbt};
			file data = dax_file(${fs}, blocks: 1, mapped_by: PTE);
			task reader {
				wait (!pmem0.live);
				page p = get_user_pages_fast(data, 0, FOLL_WRITE);
				if (p) put_page(p);
			}
			task administrator { unbind_pmem(); }
			${under(verdicts)}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test("an XFS that hears of the removal of its device", () => {
	const source = `
		scenario takes_pages_from_page_tables_whoever_faults {
			option device_removal = possible;
			file data = dax_file(xfs, blocks: 1, mapped_by: PTE);
			bool stored;
			task storer { stored = store(data, 0); }
			task reader { wait (!pmem0.live); stored = store(data, 0); }
			task administrator { unbind_pmem(); }
			property nothing_mapped at end = !data.i_mmap.pte[0];
			${under({ "v6.7": "race nothing_mapped", "v6.8": "safe", "v6.15": "safe" })}
		}
		scenario waits_for_system_calls {
			option device_removal = possible;
			file data = dax_file(xfs, blocks: 1, mapped_by: PTE);
			task holder { get_user_pages_fast(data, 0, FOLL_WRITE); }
			task truncator { wait (holder.pins[0] > 0); truncate(data, 0); }
			task administrator { wait (truncator.sleeping); unbind_pmem(); }
			expect hang administrator under v6.8;
			expect race pgmap_torn_down_while_pinned under v6.7;
			expect race pgmap_torn_down_while_pinned under v6.8, rmapbt = n;
		}
		scenario changes_nothing_afterwards {
			option device_removal = possible;
			file data = dax_file(xfs, blocks: 2);
			int -600..0 error;
			task caller {
				wait (!pmem0.live);
				choose { error = punch_hole(data, 0, 1); }
				or { error = truncate(data, 0); }
				or { error = zero_range(data, 0, 1); }
				or { error = collapse_range(data, 0, 1); }
				or { error = fallocate(data, 0, 1); }
			}
			task administrator { unbind_pmem(); }
			property refused at end = error == -EIO && data.extent[0] && data.extent[1] && data.i_size == 2;
			${under({ "v6.7": "race refused", "v6.8": "safe", "v6.15": "safe" })}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each([
	["xfs", { "v4.18": "race", "v5.18": "race", "v5.19": "race", "v6.14": "race", "v6.15": "safe" }],
	["ext4", { "v5.18": "race", "v5.19": "race", "v6.15": "safe" }],
	["fuse", { "v5.10": "race", "v5.18": "race", "v5.19": "safe", "v6.1": "safe", "v6.15": "safe", "v6.18": "safe" }],
])("%s: a store through a TLB that munmap() has still to flush", (fs, verdicts) => {
	const told = Object.fromEntries(
		Object.entries(verdicts).map(([release, verdict]) => [release, verdict === "race" ? "race stale_tlb_access" : "safe"]),
	);
	const source = `
		scenario flushed_late {
			file data = dax_file(${fs}, blocks: 1, mapped_by: PTE);
			task unmapper { munmap(data); }
			task truncator { truncate(data, 0); }
			task storer { store(data, 0); }
			${under(told)}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each(["PTE", "PMD"])("who is being killed gets no page by the slow way, although it is there: %s", (level) => {
	const source = (call: string, verdict: string) => `
		scenario killed_first {
			file data = dax_file(ext4, blocks: 2, mapped_by: ${level});
			bool killed;
			int -600..2 pinned;
			task reader {
				page pages[2];
				wait (killed);
				${call}
			}
			task user { kill(reader); killed = true; }
			property refused at end = pinned == 0;
			${["v4.19", "v6.1", "v6.14", "v6.15", "v6.18"].map((release) => `expect ${verdict} under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source("if (get_user_pages(data, 0, FOLL_WRITE)) pinned = 1;", "safe"))).toEqual([]);
	// The fast walk looks at no signal.
	expect(unmetIn(model, source("pinned = get_user_pages_fast_array(data, 0, 2, FOLL_WRITE, pages);", "race refused"))).toEqual([]);
});
