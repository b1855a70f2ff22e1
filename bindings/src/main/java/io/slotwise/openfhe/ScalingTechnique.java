package io.slotwise.openfhe;

/** Who rescales, and how exact the scaling factors are; OpenFHE's names. */
public enum ScalingTechnique {
  /**
   * The caller rescales. Terms of a sum must agree in level and noise scale degree, factors in
   * level. Fastest, and the only technique that lets a caller leave rescaling out.
   */
  FIXEDMANUAL,
  /** OpenFHE rescales and matches levels, with one approximate scaling factor for all levels. */
  FIXEDAUTO,
  /** OpenFHE rescales and matches levels, with an exact scaling factor for each level. */
  FLEXIBLEAUTO,
  /** As {@link #FLEXIBLEAUTO}, with one more limb that saves the precision of the first product. */
  FLEXIBLEAUTOEXT
}
