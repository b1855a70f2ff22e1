package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.linear.StepSplit;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotOperation;
import io.slotwise.inference.channelwise.program.SlotProduct;
import io.slotwise.inference.channelwise.program.SlotProgram;
import java.util.ArrayList;
import java.util.List;

/** Counts what a program does, for the report. */
final class ReportedLayers {
  private ReportedLayers() {}

  static List<ChannelWiseReport.Layer> of(SlotProgram program, List<LayoutSearch.Step> steps) {
    List<ChannelWiseReport.Layer> layers = new ArrayList<>();
    for (int i = 0; i < program.operations().size(); i++) {
      SlotOperation operation = program.operations().get(i);
      int ciphertexts = program.values().get(i + 1).ciphertexts();
      StepSplit split = steps.get(i + 1).split();
      int hoisted = 0;
      int rotations = 0;
      int plaintextProducts = 0;
      if (operation instanceof SlotLinear linear && split != null) {
        hoisted = split.babySteps();
        rotations = split.giantSteps() + linear.folds().size() * ciphertexts;
        plaintextProducts = linear.products();
      }
      boolean product = operation instanceof SlotProduct;
      boolean relinearizes = operation instanceof SlotProduct p && p.relinearizes();
      layers.add(
          new ChannelWiseReport.Layer(
              operation.name(),
              ciphertexts,
              hoisted,
              rotations,
              plaintextProducts,
              product ? ciphertexts : 0,
              relinearizes ? ciphertexts : 0));
    }
    return layers;
  }
}
