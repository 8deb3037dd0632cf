"""Layers of the packages around keras-bert, and of keras-contrib as restated here, with what they compute.

    python packages.py DIR        (TF_KERAS=1 for tf.keras)
"""
import os, sys
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'
import numpy as np
if os.environ.get('TF_KERAS'):
    import tensorflow as tf
    keras=tf.keras
else:
    import keras
K=keras.backend; L=keras.layers
from keras_layer_normalization import LayerNormalization
from keras_pos_embd import PositionEmbedding, TrigPosEmbedding
from keras_embed_sim import EmbeddingRet, EmbeddingSim
from keras_position_wise_feed_forward import FeedForward
from keras_multi_head import MultiHeadAttention
from keras_self_attention import SeqSelfAttention, SeqWeightedAttention, ScaledDotProductAttention
out=sys.argv[1]
if not os.path.isdir(out): os.makedirs(out)
cases={}
rng=np.random.RandomState(7)
def f(*s): return rng.randn(*s).astype('float32')
def ids(*s): return rng.randint(0,9,s).astype('float32')
I=L.Input
def simple(name,make,shape,data=None):
    def g():
        x=I(shape,name='x'); return [x],make()(x),[data() if data else f(3,*[q or 4 for q in shape])]
    cases[name]=g
tok=np.array([[1,2,3,0,0],[4,5,6,7,8],[3,0,0,0,0]],'float32')
def masked(name,make,n=1):
    def g():
        x=I((5,),name='x'); e=L.Embedding(9,6,mask_zero=True)(x); return [x],make(e,x),[tok]
    cases[name]=g
simple('ln',lambda:LayerNormalization(),(5,6)); simple('ln2',lambda:LayerNormalization(center=False,epsilon=1e-2),(6,)); masked('ln_mask',lambda e,x:L.LSTM(2)(LayerNormalization()(e)))
simple('pos_expand',lambda:PositionEmbedding(4,3),(5,),lambda:np.array([[0,-9,3,4,8],[1,2,-4,-3,0]],'float32')); simple('pos_add',lambda:PositionEmbedding(7,6,mode='add'),(5,6)); simple('pos_concat',lambda:PositionEmbedding(7,3,mode='concat'),(None,6),lambda:f(2,5,6)); masked('pos_mask',lambda e,x:L.LSTM(2)(PositionEmbedding(5,6,mode='add')(e)))
simple('trig_add',lambda:TrigPosEmbedding(),(9,6)); simple('trig_concat',lambda:TrigPosEmbedding(mode='concat',output_dim=4),(5,6)); simple('trig_expand',lambda:TrigPosEmbedding(mode='expand',output_dim=6),(5,),lambda:np.array([[0,1,300,4,8],[1,2,50,77,0]],'float32')); simple('trig_long',lambda:TrigPosEmbedding(),(300,2))
def sim(name,**k):
    def g():
        x=I((5,),name='x'); e,t=EmbeddingRet(9,6,mask_zero=True)(x); y=EmbeddingSim(**k)([FeedForward(4)(e),t]); return [x],y,[tok]
    cases[name]=g
sim('embed_sim'); sim('embed_sim_nb',use_bias=False)
simple('ff',lambda:FeedForward(8),(5,6)); simple('ff2',lambda:FeedForward(8,activation='tanh',use_bias=False,dropout_rate=.1),(5,6))
simple('mha',lambda:MultiHeadAttention(2),(5,6)); simple('mha_nb',lambda:MultiHeadAttention(3,activation=None,use_bias=False,history_only=True),(5,6)); masked('mha_mask',lambda e,x:MultiHeadAttention(2)(e)); masked('mha_mask_hist',lambda e,x:L.LSTM(2)(MultiHeadAttention(2,history_only=True)(e)))
def mha3():
    q=I((5,6),name='q'); k=I((7,4),name='k'); v=I((7,8),name='v'); return [q,k,v],MultiHeadAttention(2)([q,k,v]),[f(2,5,6),f(2,7,4),f(2,7,8)]
cases['mha3']=mha3
simple('sdp',lambda:ScaledDotProductAttention(),(5,6)); simple('sdp_ret',lambda:ScaledDotProductAttention(return_attention=True,history_only=True),(5,6)); masked('sdp_mask',lambda e,x:ScaledDotProductAttention()(e))
simple('ssa',lambda:SeqSelfAttention(),(5,6)); simple('ssa_act',lambda:SeqSelfAttention(units=4,attention_activation='sigmoid',use_additive_bias=False,use_attention_bias=False,return_attention=True),(5,6)); simple('ssa_mul',lambda:SeqSelfAttention(attention_type='multiplicative',attention_activation='tanh',kernel_regularizer=keras.regularizers.l2(1e-6)),(None,6),lambda:f(2,5,6)); simple('ssa_width',lambda:SeqSelfAttention(attention_width=3),(5,6)); masked('ssa_mask',lambda e,x:SeqSelfAttention()(e))
simple('swa',lambda:SeqWeightedAttention(),(5,6)); simple('swa_ret',lambda:SeqWeightedAttention(use_bias=False,return_attention=True),(5,6)); masked('swa_mask',lambda e,x:SeqWeightedAttention()(e))
from keras_bert.layers import TokenEmbedding, EmbeddingSimilarity, Masked, Extract, MaskedGlobalMaxPool1D, TaskEmbedding
def bert():
    t=I((5,),name='t'); s=I((5,),name='s'); m=I((5,),name='m')
    e,w=TokenEmbedding(9,6,mask_zero=True)(t); e=L.Add()([e,L.Embedding(2,6)(s)]); e=PositionEmbedding(5,6,mode='add')(e); e=L.Dropout(.1)(e); e=LayerNormalization()(e)
    a=MultiHeadAttention(2,activation=None)(e); e=LayerNormalization()(L.Add()([e,a])); a=FeedForward(7,activation='tanh')(e); e=LayerNormalization()(L.Add()([e,a]))
    y=EmbeddingSimilarity()([Masked()([e,m]) if False else e,w]); z=L.Dense(2,activation='softmax')(L.Dense(4,activation='tanh')(Extract(index=0)(e)))
    return [t,s,m],[Masked()([y,m]),z,MaskedGlobalMaxPool1D()(e)],[tok,(tok>4).astype('float32'),(tok>2).astype('float32')]
cases['bert']=bert
def task():
    x=I((5,6),name='x'); t=I((1,),name='t'); return [x,t],TaskEmbedding(3,6,mask_zero=True)([x,t]),[f(3,5,6),np.array([[0],[1],[2]],'float32')]
cases['task']=task
class FixedDropout(L.Dropout): pass
simple('fixed_dropout',lambda:FixedDropout(.3,noise_shape=(None,1,1,1)),(3,4,2))
class SineReLU(L.Layer):
    def __init__(self,epsilon=.0025,**k): super(SineReLU,self).__init__(**k); self.epsilon=epsilon
    def call(self,x): return K.maximum(self.epsilon*(K.sin(x)-K.cos(x)),x)
    def get_config(self): return dict(super(SineReLU,self).get_config(),epsilon=float(self.epsilon))
simple('sinerelu',lambda:SineReLU(.1),(6,))
class PELU(L.Layer):
    def __init__(self,shared_axes=None,alpha_initializer='ones',**k): super(PELU,self).__init__(**k); self.shared_axes=shared_axes
    def build(self,s):
        p=list(s[1:])
        for i in self.shared_axes or []: p[i-1]=1
        self.alpha=self.add_weight(shape=tuple(p),name='alpha',initializer='ones'); self.beta=self.add_weight(shape=tuple(p),name='beta',initializer='ones'); self.built=True
    def call(self,x): return self.alpha*(K.exp(-K.relu(-x)/self.beta)-1)+K.relu(x)*self.alpha/self.beta
    def get_config(self): return dict(super(PELU,self).get_config(),shared_axes=self.shared_axes,alpha_initializer='ones')
    def compute_output_shape(self,s): return s
simple('pelu',lambda:PELU(),(6,)); simple('pelu_shared',lambda:PELU(shared_axes=[1,2]),(3,4,2))
class SubPixelUpscaling(L.Layer):
    def __init__(self,scale_factor=2,data_format='channels_last',**k): super(SubPixelUpscaling,self).__init__(**k); self.scale_factor=scale_factor
    def call(self,x):
        import tensorflow as tf
        return tf.nn.depth_to_space(x,self.scale_factor)
    def get_config(self): return dict(super(SubPixelUpscaling,self).get_config(),scale_factor=self.scale_factor,data_format='channels_last')
    def compute_output_shape(self,s): return (s[0],s[1]*self.scale_factor,s[2]*self.scale_factor,s[3]//self.scale_factor**2)
simple('subpixel',lambda:SubPixelUpscaling(2),(3,4,8))
class CosineDense(L.Layer):
    def __init__(self,units,activation=None,use_bias=True,**k): super(CosineDense,self).__init__(**k); self.units=units; self.activation=keras.activations.get(activation); self.use_bias=use_bias
    def build(self,s):
        self.kernel=self.add_weight(shape=(int(s[-1]),self.units),name='W',initializer='ones')
        if self.use_bias: self.bias=self.add_weight(shape=(self.units,),name='b',initializer='ones')
        self.built=True
    def call(self,x):
        b,xb=(self.bias,1.) if self.use_bias else (0.,0.)
        n=K.sqrt(K.sum(K.square(x),axis=-1,keepdims=True)+xb+K.epsilon())*K.sqrt(K.sum(K.square(self.kernel),axis=0)+K.square(b)+K.epsilon())
        y=K.dot(x,self.kernel)/n
        if self.use_bias: y+=self.bias/n
        return self.activation(y)
    def compute_output_shape(self,s): return tuple(s[:-1])+(self.units,)
    def get_config(self): return dict(super(CosineDense,self).get_config(),units=self.units,activation=keras.activations.serialize(self.activation),use_bias=self.use_bias)
simple('cosine',lambda:CosineDense(4,activation='relu'),(6,)); simple('cosine_nb',lambda:CosineDense(4,use_bias=False),(5,6))
for name in sorted(cases):
    rng.seed(sum(map(ord,name))); K.clear_session()
    try:
        xs,y,data=cases[name](); m=keras.models.Model(xs,y)
        rs=np.random.RandomState(11)
        m.set_weights([(np.abs(rs.randn(*w.shape))*.5+.3 if name.startswith('pelu') else rs.randn(*w.shape)*.5).astype('float32') for w in m.get_weights()])
        got=m.predict(data if len(data)>1 else data[0]); m.save(os.path.join(out,name+'.h5'))
    except Exception as e:
        print(name,type(e).__name__,str(e)[:250]); continue
    got=got if isinstance(got,list) else [got]
    z={}
    for i,d in enumerate(data): z['in/%d/0'%i]=d
    for i,d in enumerate(got): z['out/%d/0'%i]=d
    np.savez(os.path.join(out,name+'.npz'),**z)
