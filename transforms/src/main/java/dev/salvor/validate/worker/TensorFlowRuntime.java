package dev.salvor.validate.worker;

import dev.salvor.validate.Device;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * The native library with the session options of this process, which hold for its whole life: the
 * first session fixes thread pools and GPU memory.
 *
 * @param options of every session
 * @param device {@code gpu} where a GPU is used, else {@code cpu}
 */
record TensorFlowRuntime(TF_SessionOptions options, String device) {

  /**
   * Loads the library.
   *
   * @throws IllegalStateException where a GPU is required and there is none
   */
  static TensorFlowRuntime start(Device device, int threads) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            // two: an op that waits for another must not hold the only thread
            .setInterOpParallelismThreads(2)
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    if (device == Device.CPU) {
      config.putDeviceCount("GPU", 0);
    }
    TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
    byte[] bytes = config.build().toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        BytePointer pointer = new BytePointer(bytes)) {
      tensorflow.TF_SetConfig(options, pointer, bytes.length, status);
      status.throwExceptionIfNotOK();
    }
    boolean gpu = device != Device.CPU && hasGpu(options);
    if (device == Device.GPU && !gpu) {
      throw new IllegalStateException(
          "--device=gpu, but TensorFlow sees no GPU: it needs the GPU build of the native library,"
              + " a driver, CUDA 12.5 and cuDNN 9.3");
    }
    return new TensorFlowRuntime(options, gpu ? "gpu" : "cpu");
  }

  static String version() {
    return tensorflow.TF_Version().getString();
  }

  private static boolean hasGpu(TF_SessionOptions options) {
    try (TF_Status status = TF_Status.newStatus();
        TF_Graph graph = TF_Graph.newGraph();
        TF_Session session = TF_Session.newSession(graph, options, status)) {
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = tensorflow.TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      boolean gpu = false;
      for (int i = 0; i < tensorflow.TF_DeviceListCount(devices); i++) {
        gpu |= tensorflow.TF_DeviceListType(devices, i, status).getString().equals("GPU");
      }
      tensorflow.TF_DeleteDeviceList(devices);
      return gpu;
    }
  }
}
