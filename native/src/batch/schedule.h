#ifndef SLOTWISE_BATCH_SCHEDULE_H_
#define SLOTWISE_BATCH_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "batch/definition.h"

namespace slotwise::batch {

/// Where a slab of a value lies while a stage runs.
struct Place {
  std::uint32_t value;
  bool stored;         ///< in a stored buffer of slabs, or else in the task's workspace
  std::size_t offset;  ///< number of the buffer, or doubles from the workspace's first value
};

/// What happens to one slab of one limb.
struct Step {
  enum class Kind {
    kReadInput,         ///< from the program's input
    kReadPolynomials,   ///< from the stored buffer `number`, which a barrier has treated
    kOperation,         ///< operation `number`
    kWritePolynomials,  ///< to the stored buffer `number`, for a barrier
    kWriteResult,       ///< to the program's output
  };

  Kind kind;
  std::uint32_t number;
  Place place;                ///< of the value that is made or written
  std::vector<Place> inputs;  ///< of an operation
};

/// The steps of one limb in one stage, and the doubles of workspace that their values take.
struct LimbSchedule {
  std::vector<Step> steps;
  std::size_t workspace;
};

/// All that happens between two rescalings: slab by slab, limb by limb.
struct Stage {
  std::vector<LimbSchedule> limbs;
  std::vector<std::uint32_t> barriers;  ///< buffers of polynomials that are rescaled afterwards
};

/// Memory that holds a value beyond its stage, limb by limb: a limb's memory is taken when it is
/// first written and freed when it is last read. Phase 2s is stage s, phase 2s + 1 its barriers.
struct StoredBuffer {
  enum class Layout {
    kPolynomials,  ///< [row][component][point], packed if residues can be, for a barrier
    kSlabs,        ///< [slab][row][component][point of the slab], doubles
  };

  Layout layout;
  Shape shape;             ///< before a barrier
  std::uint32_t rescales;  ///< of the barrier
  std::size_t first_phase;
  std::size_t last_phase;

  /// The most limbs that are held while tasks of `limb` run in the phase; some of the next limb may
  /// have begun.
  std::size_t LimbsHeld(std::size_t phase, std::size_t limb) const;
};

/// When what is computed, and where it lies meanwhile.
struct Schedule {
  std::vector<std::uint32_t> limbs_needed;  ///< of each value; 0: it is not computed
  std::vector<Stage> stages;
  std::vector<StoredBuffer> buffers;
};

/// Cuts a program into stages and places its values, depth first: a slab passes all of a stage at
/// once, and what nothing reads any more makes room. Dropped limbs cost nothing: a value that only
/// lost limbs is the value that it came from.
Schedule MakeSchedule(const Definition &definition, std::size_t points);

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_SCHEDULE_H_
