"""WeightNormalization that was saved before its first call, and what it computes at that.

    python addons_uninitialized.py DIR
"""
import os; os.environ['TF_CPP_MIN_LOG_LEVEL']='3'
import sys, numpy as np, tensorflow as tf, tensorflow_addons as tfa
K=tf.keras; L=K.layers; out=sys.argv[1]; os.makedirs(out,exist_ok=True); rng=np.random.RandomState(3)
for n,d in (('wn_never_called',False),('wn_never_called_data',True)):
    x=K.Input((6,),name='x'); m=K.Model(x,tfa.layers.WeightNormalization(L.Dense(4),data_init=d)(x))
    rs=np.random.RandomState(5)
    m.set_weights([v if v.dtype==bool else rs.randn(*v.shape).astype('float32') for v in m.get_weights()])
    m.save(out+'/'+n+'.h5'); data=rng.randn(3,6).astype('float32')
    got=K.models.load_model(out+'/'+n+'.h5')(data)
    np.savez(out+'/'+n+'.npz',**{'in/0/0':data,'out/0/0':np.asarray(got)})
