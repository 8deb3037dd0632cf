package dev.salvor.format.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.SavedModel;

/** Against what TensorFlow wrote beside a SavedModel with functions, a table and an asset. */
class SavedModelFingerprintTest {

  @Test
  void theHashesAreTensorFlows() throws IOException {
    FingerprintDef written = FingerprintDef.parseFrom(resource("fingerprint.pb"));
    FingerprintDef computed =
        SavedModelFingerprint.of(
            SavedModel.parseFrom(resource("saved_model.pb")),
            Optional.of(resource("variables.index")));
    assertThat(computed.getSavedModelChecksum()).isEqualTo(written.getSavedModelChecksum());
    assertThat(computed.getGraphDefProgramHash()).isEqualTo(written.getGraphDefProgramHash());
    assertThat(computed.getSignatureDefHash()).isEqualTo(written.getSignatureDefHash());
    assertThat(computed.getSavedObjectGraphHash()).isEqualTo(written.getSavedObjectGraphHash());
    assertThat(computed.getCheckpointHash()).isEqualTo(written.getCheckpointHash());
    assertThat(computed.getVersion().getProducer()).isEqualTo(1);
  }

  @Test
  void everyPartHasItsHash() throws IOException {
    SavedModel model = SavedModel.parseFrom(resource("saved_model.pb"));
    FingerprintDef whole = SavedModelFingerprint.of(model, Optional.empty());
    assertThat(whole.getCheckpointHash()).isZero();
    SavedModel.Builder other = model.toBuilder();
    other.getMetaGraphsBuilder(0).clearSignatureDef();
    FingerprintDef unsigned = SavedModelFingerprint.of(other.build(), Optional.empty());
    assertThat(unsigned.getSignatureDefHash()).isNotEqualTo(whole.getSignatureDefHash());
    assertThat(unsigned.getSavedModelChecksum()).isNotEqualTo(whole.getSavedModelChecksum());
    assertThat(unsigned.getGraphDefProgramHash()).isEqualTo(whole.getGraphDefProgramHash());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SavedModelFingerprintTest.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }
}
