"""Keras 1.2 models whose input passes a layer that gives it back.

    python keras1_inputs.py DIR
"""
import sys, numpy as np
import keras
from keras.models import Model, Sequential
from keras.layers import Input, Dense, Activation, Dropout, merge
from keras.layers.core import ActivityRegularization
out=sys.argv[1]
rng=np.random.RandomState(1)
def save(name,m,xs):
    rs=np.random.RandomState(5)
    m.set_weights([rs.randn(*w.shape).astype('float32') for w in m.get_weights()])
    y=m.predict(xs if len(xs)>1 else xs[0])
    m.save(out+'/'+name+'.h5')
    m2=keras.models.load_model(out+'/'+name+'.h5')
    y2=m2.predict(xs if len(xs)>1 else xs[0])
    ys=y if isinstance(y,list) else [y]
    print(name, m.input_names, m.output_names, np.allclose(ys[0], y2 if not isinstance(y2,list) else y2[0]))
    z={}
    for i,x in enumerate(xs): z['in/%d/0'%i]=x
    for i,x in enumerate(ys): z['out/%d/0'%i]=x
    np.savez(out+'/'+name+'.npz',**z)
x=Input((5,)); save('areg',Model(x,Dense(3)(ActivityRegularization(0.1)(x))),[rng.randn(4,5).astype('float32')])
x=Input((5,)); save('lin_only',Model(x,Activation('linear')(x)),[rng.randn(4,5).astype('float32')])
x=Input((5,)); save('chain',Model(x,Dense(3)(ActivityRegularization(0.1)(Activation('linear')(x)))),[rng.randn(4,5).astype('float32')])
x=Input((5,)); a=Activation('linear')(x); save('both',Model(x,merge([Dense(3)(a),Dense(3)(x)],mode='sum')),[rng.randn(4,5).astype('float32')])
x=Input((5,)); b=Input((4,)); save('two',Model([x,b],merge([Dense(3)(Dropout(0.)(x)),Dense(3)(b)],mode='sum')),[rng.randn(4,5).astype('float32'),rng.randn(4,4).astype('float32')])
s=Sequential([Activation('linear',input_shape=(5,)),Dense(3)]); save('seq',s,[rng.randn(4,5).astype('float32')])
s=Sequential([ActivityRegularization(0.1,input_shape=(5,)),Dense(3)]); x=Input((5,)); save('nested',Model(x,s(x)),[rng.randn(4,5).astype('float32')])
