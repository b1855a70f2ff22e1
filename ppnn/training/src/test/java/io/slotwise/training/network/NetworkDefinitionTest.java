package io.slotwise.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Shape;
import org.junit.jupiter.api.Test;

/** The networks are of the sizes that they promise. */
class NetworkDefinitionTest {
  @Test
  void cryptonetsHasTheShapesOfThePaper() {
    assertThat(NetworkDefinition.CRYPTONETS.activationShapes())
        .containsExactly(Shape.of(5, 13, 13), Shape.of(100));
    assertThat(NetworkDefinition.CRYPTONETS.multiplyAdds()).isEqualTo(25 * 845 + 84_500 + 1000);
  }

  @Test
  void theTinyNetworkIsTiny() {
    assertThat(NetworkDefinition.CIFAR10_TINY.multiplyAdds()).isLessThanOrEqualTo(1_500_000);
  }

  @Test
  void theSmallNetworksHaveThreeActivationsAndTwelveMillionMultiplyAddsAtMost() {
    assertThat(NetworkDefinition.CIFAR10_SMALL.activationShapes()).hasSize(3);
    assertThat(NetworkDefinition.CIFAR10_SMALL.multiplyAdds()).isBetween(10_000_000L, 12_000_000L);
    assertThat(NetworkDefinition.CIFAR10_SMALL_SEPARABLE.activationShapes())
        .containsExactly(Shape.of(64, 16, 16), Shape.of(256, 8, 8), Shape.of(768, 4, 4));
    assertThat(NetworkDefinition.CIFAR10_SMALL_SEPARABLE.multiplyAdds())
        .isEqualTo(
            75 * 16_384 // 5 x 5 x 3
                + 25 * (8192 + 8192) // depthwise
                + 128 * 16_384
                + 512 * 12_288
                + 10 * 12_288);
  }

  @Test
  void theLargeNetworkHasSixActivations() {
    assertThat(NetworkDefinition.CIFAR10_LARGE.activationShapes())
        .containsExactly(
            Shape.of(32, 32, 32),
            Shape.of(96, 16, 16),
            Shape.of(96, 16, 16),
            Shape.of(192, 8, 8),
            Shape.of(192, 8, 8),
            Shape.of(256, 4, 4));
    assertThat(NetworkDefinition.CIFAR10_LARGE.multiplyAdds()).isBetween(67_000_000L, 69_000_000L);
  }

  @Test
  void onlyTheTableNetworkFollowsItsData() {
    NetworkDefinition adapted = NetworkDefinition.TABLE.adaptedTo(Shape.of(30), 3);

    assertThat(adapted.input()).isEqualTo(Shape.of(30));
    assertThat(adapted.classes()).isEqualTo(3);
    assertThat(NetworkDefinition.CRYPTONETS.adaptedTo(Shape.of(30), 3))
        .isEqualTo(NetworkDefinition.CRYPTONETS);
  }
}
