"""Layers that keras.applications brings along, with what they compute.

    python applications.py DIR        (TensorFlow 2.15; Keras 3.3 to 3.15)
"""
import os, sys
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'
import numpy as np
import tensorflow as tf
keras=tf.keras
L=keras.layers
from importlib import import_module
convnext,inception=[import_module('keras.src.applications.'+name) for name in ('convnext','inception_resnet_v2')]
out=sys.argv[1]
if not os.path.isdir(out): os.makedirs(out)
version=keras.__version__ if hasattr(keras,'__version__') else tf.__version__
rng=np.random.RandomState(5)
x=L.Input((4,4,3),name='x')
a=L.Conv2D(6,3,padding='same',name='a')(x)
b=L.Conv2D(6,1,name='b')(x)
b=convnext.LayerScale(1e-6,6,name='scale')(b)
b=convnext.StochasticDepth(.3,name='depth')(b)
y=inception.CustomScaleLayer(.17,name='sum')([a,b])
m=keras.Model(x,L.Activation('relu',name='y')(y))
m.set_weights([rng.randn(*w.shape).astype('float32') for w in m.get_weights()])
d=rng.randn(2,4,4,3).astype('float32')
name='applications_'+version.replace('.','_')
m.save(os.path.join(out,name+'.h5'))
np.savez(os.path.join(out,name+'.npz'),**{'in/0/0':d,'out/0/0':m.predict(d,verbose=0)})
