import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import {
	analyzeSample,
	changedKernelModel,
	eachExpectation,
	expectationsOf,
	kernelModel,
	outcomeOf,
	type SampleExpectation,
} from "./sample-files";

/** Those expectations that are not met, as they are written. */
function* unmet(expectations: Iterable<SampleExpectation>): Generator<string> {
	for (const one of expectations) {
		const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
		if (!judgment.met) yield one.expectation.text;
	}
}

interface Mutation {
	readonly title: string;
	readonly path: string;
	readonly from: string;
	readonly to?: string;
	readonly sample: string;
}

/** For each order that matters a step of the model that is left out or moved, and a sample that notices. */
const mutations: readonly Mutation[] = [
	{
		title: "the second look at the PMD in __gup_device_huge_pmd()",
		path: "mm/gup.race",
		from: "\t\tif (vma.pmd[index / vma.pmd_pages] != orig) return false;\n",
		sample: "series/gup-fast-pmd-vs-truncate.race",
	},
	{
		title: "the second look at the PUD in __gup_device_huge_pud()",
		path: "mm/gup.race",
		from: "\t\tif (vma.pud != orig) return false;\n",
		sample: "series/gup-fast-pud-vs-truncate.race",
	},
	{
		title: "the second look at the PTE in gup_pte_range()",
		path: "mm/gup.race",
		from: "\t\tif (vma.pte[index] != pte || write && vma.write_protected[index]) return false;\n",
		sample: "series/gup-fast-pte-vs-truncate.race",
	},
	{
		title: "interrupts off in get_user_pages_fast(), for which the TLB flush by IPI waits",
		path: "mm/gup.race",
		from: "\tlocal_irq_save(&flags);\n\tgup_pgd_range(vma, index, nr_pages, gup_flags, pages, &nr);\n\tlocal_irq_restore(flags);\n",
		to: "\tgup_pgd_range(vma, index, nr_pages, gup_flags, pages, &nr);\n",
		sample: "series/gup-fast-pmd-vs-truncate.race",
	},
	{
		title: "clearing the page tables before the counts are read in dax_layout_busy_page()",
		path: "fs/dax.race",
		from: "\tunmap_mapping_range(mapping, start, end, !patched(layout_break_keeps_cows));\n",
		sample: "series/gup-fast-pte-vs-truncate.race",
	},
	{
		title: "the scan for busy pages in dax_layout_busy_page()",
		path: "fs/dax.race",
		from: "\t\tif (busy) return busy;\n",
		sample: "series/dma-vs-hole-punch.race",
	},
	{
		title: "the TLB flush before pages are let go in tlb_finish_mmu()",
		path: "mm/memory.race",
		from: "\tflush_tlb_range(vma);\n\tfree_gathered(vma, gathered);\n",
		to: "\tfree_gathered(vma, gathered);\n",
		sample: "series/gup-fast-pmd-vs-truncate.race",
	},
	{
		title: "the wake-up when a page becomes idle in put_devmap_managed_page()",
		path: "mm/memremap.race",
		from: "\tif (managed && count == zone_device_idle_refcount(p)) page_free(folio);\n",
		sample: "series/no-idle-callback.race",
	},
	{
		title: "entering the wait queue before the condition is read in xfs_break_dax_layouts()",
		path: "fs/xfs/xfs_file.race",
		from: "\t\tint error = prepare_to_wait_var_event(p);\n\t\tif (page_is_idle(p)) break;\n",
		to: "\t\tbool idle = page_is_idle(p);\n\t\tint error = prepare_to_wait_var_event(p);\n\t\tif (idle) break;\n",
		sample: "series/dma-vs-hole-punch.race",
	},
	{
		title: "looking again after a lock was dropped in xfs_break_layouts()",
		path: "fs/xfs/xfs_file.race",
		from: "\t\tif (!retry) return 0;\n",
		to: "\t\treturn 0;\n",
		sample: "series/lease-break-reopens-window.race",
	},
	{
		title: "dropping i_mmaplock while waiting in xfs_wait_dax_page()",
		path: "fs/xfs/xfs_file.race",
		from: "\tup_write(inode.i_mmaplock);\n\tschedule();\n",
		to: "\tschedule();\n\tup_write(inode.i_mmaplock);\n",
		sample: "series/fault-while-holding-pin.race",
	},
	{
		title: "the test for a count of 0 in page_cache_get_speculative()",
		path: "include/linux/mm.race",
		from: "\t\tif (p.refcount == 0 && !patched(unconditional_get)) return false;\n",
		sample: "memory-management/speculative-get-vs-reclaim.race",
	},
	{
		title: "looking again after a page was busy in fuse_dax_break_layouts()",
		path: "fs/fuse/dax.race",
		from: "\t*retry = true;\n",
		sample: "file-systems/fuse-truncate.race",
	},
	{
		title: "letting i_mmaplock go before waiting for a range in fuse_filemap_fault()",
		path: "fs/fuse/dax.race",
		from: "\t\tif (patched(fuse_layout_break)) up_read(inode.i_mmaplock);\n\t\tif (ret != -EAGAIN) return ret;\n\t\twait (exists b in block: b.page && !b.owner);\n",
		to: "\t\tif (ret == -EAGAIN) wait (exists b in block: b.page && !b.owner);\n\t\tif (patched(fuse_layout_break)) up_read(inode.i_mmaplock);\n\t\tif (ret != -EAGAIN) return ret;\n",
		sample: "file-systems/fuse-fault-waits-for-range.race",
	},
	{
		title: "taking the pages behind a collapsed range out of the cache in xfs_prepare_shift()",
		path: "fs/xfs/xfs_file.race",
		from: "\ttruncate_pagecache_range(inode, start, MAX_BLOCKS);\n",
		sample: "file-systems/collapse-range.race",
	},
	{
		title: "taking the pages behind a collapsed range out of the cache in ext4_collapse_range()",
		path: "fs/ext4/inode.race",
		from: "\t\ttruncate_pagecache(inode, start);\n",
		sample: "file-systems/collapse-range.race",
	},
	{
		title: "the look at the size of the file in dax_iomap_fault()",
		path: "fs/dax.race",
		from: "\tif (index >= max_pgoff) return VM_FAULT_SIGBUS;\n",
		sample: "memory-management/fault-past-end-of-file.race",
	},
	{
		title: "the look at the type of the pages in __bdev_dax_supported()",
		path: "drivers/dax/super.race",
		from: "\treturn !patched(idle_wake) || bdev.type == MEMORY_DEVICE_FS_DAX;\n",
		to: "\treturn true;\n",
		sample: "file-systems/dax-mount-gate.race",
	},
	{
		title: "waiting for direct I/O to the file in xfs_setattr_size()",
		path: "fs/xfs/xfs_iops.race",
		from: "\tinode_dio_wait(inode);\n",
		sample: "series/direct-io-buffer-and-file.race",
	},
	{
		title: "the look at the size of the file under the page lock in filemap_fault()",
		path: "mm/filemap.race",
		from: "bool write, page p) {\n\tif (index >= vma.vm_file.i_size) return VM_FAULT_SIGBUS;\n",
		to: "bool write, page p) {\n",
		sample: "memory-management/fault-vs-truncate.race",
	},
	{
		title: "unmapping a page that has been mapped again in truncate_inode_page()",
		path: "mm/truncate.race",
		from: "\tif (p.mapcount > 0) unmap_mapping_range(mapping, p.index, p.index + 1, false);\n",
		sample: "memory-management/fault-vs-truncate.race",
	},
	{
		title: "the page lock in filemap_fault(), under which the page is mapped",
		path: "mm/filemap.race",
		from: "\t\tlock_page(p);\n\t\tif (patched(no_second_look_at_page) || p.mapping == inode) {\n\t\t\tfilemap_invalidate_unlock_shared(inode, &locked);\n\t\t\treturn finish_fault(vma, index, write, p);\n",
		to: "\t\tif (patched(no_second_look_at_page) || p.mapping == inode) {\n\t\t\tint ret = map_locked_page(vma, index, write, p);\n\t\t\tdrop_page(p);\n\t\t\treturn ret;\n",
		sample: "memory-management/fault-vs-truncate.race",
	},
	{
		title: "taking the entry from the page tables before the count is read in migrate_vma()",
		path: "mm/migrate.race",
		from: "\tpage p = migrate_vma_collect(area, fault_page);\n\tif (!p) return false;\n\tbool unpinned = folio_migrate_mapping(p, fault_page);\n",
		to: "\tpage seen = area.pte;\n\tbool unpinned = !seen || page_ref_count(seen) == zone_device_idle_refcount(seen) + 1;\n\tpage p = migrate_vma_collect(area, fault_page);\n\tif (!p) return false;\n",
		sample: "memory-management/accelerator-memory.race",
	},
	{
		title: "telling the driver of an accelerator that a page is idle",
		path: "mm/memremap.race",
		from: "\telse hmm_devmem_free(p);\n",
		sample: "memory-management/accelerator-memory.race",
	},
	{
		title: "waking those who wait in fsdax_pagefree()",
		path: "drivers/nvdimm/pmem.race",
		from: "\twake_up_var(p);\n",
		sample: "series/dma-vs-hole-punch.race",
	},
	{
		title: "flushing the TLBs before the PMD's lock is released in __split_huge_pmd()",
		path: "mm/huge_memory.race",
		from: "\tflush_tlb_range(vma);\n",
		sample: "memory-management/pmd-split.race",
	},
	{
		title: "keeping new readers out before waiting for those inside in kill_dax()",
		path: "drivers/dax/super.race",
		from: "\tdax_alive = false;\n\tif (!patched(kill_dax_without_waiting)) wait (dax_srcu == 0);\n",
		to: "\tif (!patched(kill_dax_without_waiting)) wait (dax_srcu == 0);\n\tdax_alive = false;\n",
		sample: "lifetime/dax-read-vs-unbind.race",
	},
	{
		title: "looking whether the device is alive inside of dax_read_lock() in dax_iomap_actor()",
		path: "fs/dax.race",
		from: "\tdax_read_lock();\n\tif (dax_direct_access()) {\n",
		to: "\tif (dax_direct_access()) {\n\t\tdax_read_lock();\n",
		sample: "lifetime/dax-read-vs-unbind.race",
	},
	{
		title: "waiting for the users of the device before its memory goes in devm_memremap_pages_release()",
		path: "mm/memremap.race",
		from: "\tif (patched(pgmap_waits)) wait (pgmap.ref == 0);\n",
		sample: "lifetime/pmem-unbind.race",
	},
];

describe("verdicts follow from the steps of the model: a step left out or moved turns a sample red", () => {
	const shipped = kernelModel();
	test.each(mutations)("$title", ({ path, from, to = "", sample }) => {
		expect([...unmet(expectationsOf(analyzeSample(shipped, sample)))]).toEqual([]);
		const mutated = changedKernelModel([{ path, from, to }]);
		expect(mutated.files.flatMap((file) => file.diagnostics)).toEqual([]);
		const { done } = unmet(eachExpectation(analyzeSample(mutated, sample))).next();
		expect(done).toBe(false);
	});
});
