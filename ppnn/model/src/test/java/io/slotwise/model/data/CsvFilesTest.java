package io.slotwise.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFilesTest {
  @TempDir Path folder;

  @Test
  void readsFeaturesAndNamedClasses() throws IOException {
    CsvFiles.Table table = read("age, size, finding\n41, 1.5, benign\n63,-2e1,\"malignant\"\n");

    assertThat(table.features()).isEqualTo(2);
    assertThat(table.numbers()).containsExactly(41, 1.5f, 63, -20);
    assertThat(table.classes()).containsExactly("benign", "malignant");
    assertThat(table.labels()).containsExactly(0, 1);
  }

  @Test
  void aHeadingMayBeMissingAndNumberedClassesKeepTheirOrder() throws IOException {
    CsvFiles.Table table = read("1,10\n2,9\n3,10\n");

    assertThat(table.numbers()).containsExactly(1, 2, 3);
    assertThat(table.classes()).containsExactly("9", "10");
    assertThat(table.labels()).containsExactly(1, 0, 1);
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThatThrownBy(() -> read("a,b\n1,x\n1,2,y\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 3: 3 fields instead of 2");
    assertThatThrownBy(() -> read("1,x\nmany,y\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2, column 1: 'many'");
    assertThatThrownBy(() -> read("1,x\nNaN,y\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'NaN' is no finite number");
    assertThatThrownBy(() -> read("1,x\n2,x\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only one: x");
    assertThatThrownBy(() -> read("")).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> read("one\ntwo\n")).isInstanceOf(DataException.class);
  }

  @Test
  void aFolderMustHoldOneTable() throws IOException {
    assertThatThrownBy(() -> CsvFiles.onlyOneIn(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not 0");
    Path file = Files.writeString(folder.resolve("a.csv"), "");
    assertThat(CsvFiles.onlyOneIn(folder)).isEqualTo(file);
    Files.writeString(folder.resolve("b.csv"), "");
    assertThatThrownBy(() -> CsvFiles.onlyOneIn(folder)).hasMessageContaining("not 2");
  }

  private CsvFiles.Table read(String content) throws IOException {
    return CsvFiles.read(Files.writeString(folder.resolve("table.csv"), content));
  }
}
