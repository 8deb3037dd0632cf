"""Layers of keras-contrib as restated here, MultiHead of keras-multi-head, with what they compute.

    python contrib.py DIR        (Keras 2.2.4, 2.3.1; multi-head where keras_multi_head is installed)
"""
import os, sys
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'
import numpy as np
import tensorflow as tf
import keras
K=keras.backend; L=keras.layers
out=sys.argv[1]
if not os.path.isdir(out): os.makedirs(out)
cases={}
rng=np.random.RandomState(7)
def f(*s): return rng.randn(*s).astype('float32')
def simple(name,make,shape,data=None):
    def g():
        x=L.Input(shape,name='x'); return [x],make()(x),[data() if data else f(3,*[q or 4 for q in shape])]
    cases[name]=g
tok=np.array([[1,2,3,0,0],[4,5,6,7,8],[3,0,0,0,0]],'float32')
def masked(name,make):
    def g():
        x=L.Input((5,),name='x'); e=L.Embedding(9,6,mask_zero=True)(x); return [x],make(e),[tok]
    cases[name]=g
class Stored(L.Layer):
    """Stores what it was given."""
    KEYS=()
    def __init__(self,**k):
        self.given={key:k.pop(key,default) for key,default in self.KEYS}
        super(Stored,self).__init__(**k)
        self.supports_masking=True
    def of(self,key): return self.given[key]
    def get_config(self): return dict(super(Stored,self).get_config(),**self.given)
NONE=[(p+'_'+k,None) for p in ('gamma','beta') for k in ('regularizer','constraint')]
class GroupNormalization(Stored):
    KEYS=[('groups',32),('axis',-1),('epsilon',1e-5),('center',True),('scale',True),('beta_initializer','zeros'),('gamma_initializer','ones')]+NONE
    def build(self,s):
        n=(int(s[self.of('axis')]),)
        self.gamma=self.add_weight(shape=n,name='gamma',initializer='ones') if self.of('scale') else None
        self.beta=self.add_weight(shape=n,name='beta',initializer='zeros') if self.of('center') else None
        self.built=True
    def call(self,x):
        # rows of the batch are cut into consecutive pieces as they lie, whatever the axis
        shape,rank,axis,groups=K.shape(x),K.ndim(x),self.of('axis')%K.ndim(x),self.of('groups')
        each=K.int_shape(x)[axis]//groups
        y=tf.reshape(x,tf.stack([shape[0],groups]+[each if i==axis else shape[i] for i in range(1,rank)]))
        mean,variance=tf.nn.moments(y,list(range(2,rank+1)),keep_dims=True)
        y=(y-mean)/K.sqrt(variance+self.of('epsilon'))
        wide=[1,groups]+[each if i==axis else 1 for i in range(1,rank)]
        if self.of('scale'): y*=K.reshape(self.gamma,wide)
        if self.of('center'): y+=K.reshape(self.beta,wide)
        return tf.reshape(y,shape)
simple('gn',lambda:GroupNormalization(groups=3),(3,4,6)); simple('gn_first',lambda:GroupNormalization(groups=2,axis=1,epsilon=1e-2),(6,3,4)); simple('gn_open',lambda:GroupNormalization(groups=2,center=False),(None,6),lambda:f(2,5,6)); simple('gn_flat',lambda:GroupNormalization(groups=4,scale=False),(8,)); simple('gn_one',lambda:GroupNormalization(groups=1),(3,4,2)); simple('gn_middle',lambda:GroupNormalization(groups=2,axis=2),(3,4,5)); masked('gn_mask',lambda e:L.LSTM(2)(GroupNormalization(groups=2)(e)))
class BatchRenormalization(Stored):
    KEYS=[('axis',-1),('momentum',.99),('center',True),('scale',True),('epsilon',1e-3),('r_max_value',3.),('d_max_value',5.),('t_delta',1e-3),('moving_mean_initializer','zeros'),('moving_variance_initializer','ones')]+NONE
    def build(self,s):
        n=(int(s[-1]),)
        self.gamma=self.add_weight(shape=n,name=self.name+'_gamma',initializer='ones'); self.beta=self.add_weight(shape=n,name=self.name+'_beta',initializer='zeros')
        self.mean=self.add_weight(shape=n,name=self.name+'_running_mean',initializer='zeros',trainable=False); self.variance=self.add_weight(shape=n,name=self.name+'_running_std',initializer='ones',trainable=False)
        self.r_max=K.variable(1,name=self.name+'_r_max'); self.d_max=K.variable(0,name=self.name+'_d_max'); self.t=K.variable(0,name=self.name+'_t'); self.built=True
    def call(self,x):
        return K.batch_normalization(x,self.mean,self.variance,self.beta,self.gamma,epsilon=self.of('epsilon'))
simple('renorm',lambda:BatchRenormalization(),(6,)); simple('renorm_image',lambda:BatchRenormalization(epsilon=1e-2,momentum=.9),(3,2,4))
class CosineConvolution2D(Stored):
    KEYS=[('filters',0),('kernel_size',None),('activation','linear'),('padding','valid'),('strides',(1,1)),('data_format','channels_last'),('use_bias',True),('kernel_initializer','glorot_uniform'),('activity_regularizer',None)]+[(p+'_'+k,None) for p in ('kernel','bias') for k in ('regularizer','constraint')]
    def build(self,s):
        last=self.of('data_format')=='channels_last'; n=int(s[3 if last else 1]); size=tuple(self.of('kernel_size')); out=self.of('filters')
        self.W=self.add_weight(shape=size+(n,out) if last else (out,n)+size,name=self.name+'_W',initializer='glorot_uniform')
        self.kernel_norm=K.variable(np.ones(size+(n,1) if last else (1,n)+size),name=self.name+'_kernel_norm')
        self.b=self.add_weight(shape=(out,),name=self.name+'_b',initializer='zeros') if self.of('use_bias') else None
        self.built=True
    def call(self,x):
        b,xb=(self.b,1.) if self.of('use_bias') else (0.,0.)
        conv=lambda x,w:K.conv2d(x,w,strides=tuple(self.of('strides')),padding=self.of('padding'),data_format='channels_last')
        w=K.sqrt(K.sum(K.square(self.W),axis=[0,1,2],keepdims=True)+K.square(b)+K.epsilon())
        n=K.sqrt(conv(K.square(x),self.kernel_norm)+xb+K.epsilon())
        y=conv(x,self.W/w)/n
        if self.of('use_bias'): y+=K.reshape(self.b,(1,1,1,-1))/w/n
        return keras.activations.get(self.of('activation'))(y)
    def compute_output_shape(self,s):
        from keras.utils.conv_utils import conv_output_length as length
        return (s[0],)+tuple(length(s[i+1],self.of('kernel_size')[i],self.of('padding'),self.of('strides')[i]) for i in (0,1))+(self.of('filters'),)
simple('cosine2d',lambda:CosineConvolution2D(filters=4,kernel_size=(3,2)),(5,6,3)); simple('cosine2d_same',lambda:CosineConvolution2D(filters=2,kernel_size=(3,3),padding='same',strides=(2,1),activation='relu'),(None,None,3),lambda:f(2,5,6,3)); simple('cosine2d_nb',lambda:CosineConvolution2D(filters=2,kernel_size=(2,2),use_bias=False),(4,4,2))
class Capsule(Stored):
    KEYS=[('num_capsule',0),('dim_capsule',0),('routings',3),('share_weights',True),('activation','linear'),('regularizer',None),('initializer','glorot_uniform'),('constraint',None)]
    def build(self,s):
        self.W=self.add_weight(name='capsule_kernel',shape=(1 if self.of('share_weights') else int(s[-2]),int(s[-1]),self.of('num_capsule')*self.of('dim_capsule')),initializer='glorot_uniform'); self.built=True
    def call(self,x):
        u=K.conv1d(x,self.W) if self.of('share_weights') else K.local_conv1d(x,self.W,[1],[1])
        u=K.permute_dimensions(K.reshape(u,(K.shape(x)[0],K.shape(x)[1],self.of('num_capsule'),self.of('dim_capsule'))),(0,2,1,3))
        weights=K.zeros_like(u[:,:,:,0]); count=self.of('routings')
        def dot(a,axes):
            y=K.batch_dot(a,u,axes); return K.sum(y,axis=1) if K.ndim(y)==4 else y
        for i in range(count):
            y=dot(K.softmax(weights,1),[2,2])
            if i<count-1: weights=dot(K.l2_normalize(y,-1),[2,3])
        return keras.activations.get(self.of('activation'))(y)
    def compute_output_shape(self,s): return (None,self.of('num_capsule'),self.of('dim_capsule'))
    def compute_mask(self,x,mask=None): return None
simple('capsule',lambda:Capsule(num_capsule=3,dim_capsule=4),(5,6)); simple('capsule_own',lambda:Capsule(num_capsule=2,dim_capsule=3,routings=2,share_weights=False,activation='sigmoid'),(5,4)); simple('capsule_once',lambda:Capsule(num_capsule=2,dim_capsule=3,routings=1,activation='relu'),(None,4),lambda:f(2,5,4)); simple('capsule_then',lambda:keras.models.Sequential([Capsule(num_capsule=3,dim_capsule=4,routings=4,input_shape=(5,6)),L.Flatten(),L.Dense(2)]),(5,6))
class NASCell(Stored):
    KEYS=[('units',0),('projection_units',None),('activation','tanh'),('recurrent_activation','sigmoid'),('projection_activation','linear'),('use_bias',True),('unit_forget_bias',False),('dropout',0.),('recurrent_dropout',0.),('implementation',2)]+[(p+'_'+k,None) for p in ('kernel','recurrent','projection','bias') for k in ('initializer','regularizer','constraint')]
    @property
    def state_size(self): return (self.of('projection_units') or self.of('units'),self.of('units'))
    def build(self,s):
        n,p=self.of('units'),self.of('projection_units'); w=dict(initializer='glorot_uniform')
        self.kernel=self.add_weight(shape=(s[-1],8*n),name='kernel',**w); self.recurrent=self.add_weight(shape=(p or n,8*n),name='recurrent_kernel',**w)
        self.project=self.add_weight(shape=(n,p),name='projection_kernel',**w) if p else None
        self.bias=self.add_weight(shape=(8*n,),name='bias',initializer='zeros') if self.of('use_bias') else None
        self.built=True
    def call(self,x,states,training=None):
        n=self.of('units'); act,rec,pro=[keras.activations.get(self.of(k)) for k in ('activation','recurrent_activation','projection_activation')]; relu=keras.activations.relu
        z,r=K.dot(x,self.kernel),K.dot(states[0],self.recurrent)
        if self.bias is not None:
            if self.of('implementation')==1: z=K.bias_add(z,self.bias)
            else: r=K.bias_add(r,self.bias)
        part=lambda a,i:a[:,i*n:(i+1)*n]
        first=[(rec,relu,rec,relu,act,rec,act,rec)[i](part(z,i)*part(r,i) if i==3 else part(z,i)+part(r,i)) for i in range(8)]
        c=act(act(first[0]*first[1])+states[1])*act(first[2]+first[3])
        h=act(c*act(act(first[4]*first[5])+rec(first[6]+first[7])))
        if self.project is not None: h=pro(K.dot(h,self.project))
        return h,[h,c]
class NASRNN(L.RNN):
    def __init__(self,units,return_sequences=False,return_state=False,go_backwards=False,**k):
        super(NASRNN,self).__init__(NASCell(units=units,**k),return_sequences=return_sequences,return_state=return_state,go_backwards=go_backwards)
    def get_config(self):
        c=super(NASRNN,self).get_config(); del c['cell']; return dict(c,activity_regularizer=None,**self.cell.given)
simple('nas',lambda:NASRNN(3),(4,5)); simple('nas_project',lambda:NASRNN(3,projection_units=2,projection_activation='tanh',return_sequences=True,implementation=1),(4,5)); simple('nas_nb',lambda:NASRNN(2,use_bias=False,activation='relu',recurrent_activation='hard_sigmoid',go_backwards=True),(None,5),lambda:f(2,3,5)); masked('nas_mask',lambda e:NASRNN(4)(e)); simple('nas_cell',lambda:L.RNN(NASCell(units=3,implementation=1)),(4,5))
def h_sigmoid(x): return tf.nn.relu6(x+3)/6
def h_swish(x): return x*h_sigmoid(x)
def hard_swish(x): return x*K.relu(x+3.,max_value=6.)/6.
simple('act_h_sigmoid',lambda:L.Activation(h_sigmoid),(3,),lambda:f(20,3)*4); simple('act_h_swish',lambda:L.Dense(4,activation=h_swish),(3,),lambda:f(20,3)*4); simple('act_hard_swish',lambda:L.Conv2D(2,2,activation=hard_swish),(3,4,2),lambda:f(4,3,4,2)*3)
try:
    os.environ.pop('TF_KERAS',None)
    from keras_multi_head import MultiHead
    from keras_self_attention import SeqSelfAttention
    simple('mh_attention',lambda:MultiHead(SeqSelfAttention(units=3,name='s'),layer_num=2),(4,5))
    simple('mh',lambda:MultiHead(L.Dense(4,name='d'),layer_num=3),(5,)); simple('mh_lstm',lambda:MultiHead(L.LSTM(3,name='l'),layer_num=2),(4,5)); simple('mh_hidden',lambda:MultiHead(L.Conv1D(2,3,padding='same',name='c'),layer_num=2,hidden_dim=6),(5,6)); simple('mh_hidden_nb',lambda:MultiHead([L.Dense(2,name='a'),L.Dense(2,activation='tanh',name='b')],hidden_dim=4,use_bias=False),(3,4)); simple('mh_bn',lambda:MultiHead(L.BatchNormalization(name='n'),layer_num=2),(5,)); simple('mh_reg',lambda:MultiHead(L.Bidirectional(L.GRU(2,return_sequences=True,name='g'),name='bi'),layer_num=2,reg_index=[1,4],reg_slice=(slice(None),slice(2,4)),reg_factor=.1),(4,5)); masked('mh_mask',lambda e:MultiHead(L.LSTM(3,name='l'),layer_num=2)(e)); masked('mh_mask_seq',lambda e:MultiHead(L.LSTM(3,return_sequences=True,name='l'),layer_num=2)(e))
except ImportError:
    pass
for name in sorted(cases):
    rng.seed(sum(map(ord,name))); K.clear_session()
    try:
        xs,y,data=cases[name](); m=keras.models.Model(xs,y)
        rs=np.random.RandomState(11)
        m.set_weights([(np.abs(rs.randn(*w.shape))*.5+.3 if name.startswith(('renorm','cosine2d')) or name=='mh_bn' else rs.randn(*w.shape)*.5).astype('float32') for w in m.get_weights()])
        got=m.predict(data if len(data)>1 else data[0]); m.save(os.path.join(out,name+'.h5'))
    except Exception as e:
        print(name,type(e).__name__,str(e)[:250]); continue
    got=got if isinstance(got,list) else [got]
    z={}
    for i,d in enumerate(data): z['in/%d/0'%i]=d
    for i,d in enumerate(got): z['out/%d/0'%i]=d
    np.savez(os.path.join(out,name+'.npz'),**z)
