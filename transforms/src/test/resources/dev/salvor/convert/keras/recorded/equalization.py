"""ContrastLimitedAdaptiveHistogramEqualization of Keras 3.15.

    python equalization.py DIR
"""
import os, sys, numpy as np
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'; os.environ['KERAS_BACKEND']='tensorflow'
import keras
from keras import layers as L
out=sys.argv[1]; os.makedirs(out,exist_ok=True); rng=np.random.RandomState(3)
C=L.ContrastLimitedAdaptiveHistogramEqualization
cases={'clahe':(C(tile_grid_size=(4,4)),(8,12,2),255),'clahe_pad':(C(tile_grid_size=(3,4),clip_limit=2.),(7,11,1),255),'clahe_range':(C(value_range=(0,1),tile_grid_size=(2,2)),(6,4,1),1),'clahe_noclip':(C(clip_limit=0,tile_grid_size=(4,2)),(8,8,1),255),'clahe_cf':(C(data_format='channels_first',tile_grid_size=(2,3)),(2,7,8),255),'clahe_flat':(C(tile_grid_size=(2,2)),(8,8,1),0)}
for n,(l,s,r) in cases.items():
    try:
        x=keras.Input(s,name='x'); m=keras.Model(x,l(x))
        d=(rng.rand(3,*s)**2*r).astype('float32'); y=np.asarray(m.predict(d,verbose=0))
        m.save(out+'/'+n+'.keras'); np.savez(out+'/'+n+'.npz',**{'in/0/0':d,'out/0/0':y})
        print(n,'ok')
    except Exception as e: print(n,type(e).__name__,str(e)[:300])
