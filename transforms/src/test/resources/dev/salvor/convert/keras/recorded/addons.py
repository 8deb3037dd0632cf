"""Models of the layers, cells and activations of TensorFlow Addons, with what they compute.

    python addons.py DIR [CASE…]

Addons 0.23 under TensorFlow 2.12, 0.17 under 2.9, 0.12 under 2.4; pack.py makes the fixture.
"""
import os, sys, json, warnings, logging
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'; os.environ['CUDA_VISIBLE_DEVICES']='-1'
warnings.filterwarnings('ignore')
import numpy as np, tensorflow as tf, tensorflow_addons as tfa
tf.get_logger().setLevel('ERROR'); logging.disable(logging.WARNING)
K=tf.keras; L=K.layers; A=tfa.layers
out=sys.argv[1]; only=sys.argv[2:]
os.makedirs(out,exist_ok=True)
rng=np.random.RandomState(7)
def f(*s): return rng.randn(*s).astype('float32')
cases={}
if hasattr(A,'EmbeddingBag'):
    A.EmbeddingBag.input_length=None; _g=A.EmbeddingBag.get_config
    def gc(self):
        c=_g(self); c.pop('input_length',None); return c
    A.EmbeddingBag.get_config=gc
def case(fn): cases[fn.__name__]=fn; return fn
def simple(name, make, shape, data=None, dtype='float32'):
    def fn():
        x=K.Input(shape,dtype=dtype,name='x'); y=make()(x)
        return [x],y,[data() if data else f(3,*[s or 4 for s in shape])]
    cases[name]=fn
img=(6,8,3)
for n,m in dict(
  frn=lambda:A.FilterResponseNormalization(), frn_learn=lambda:A.FilterResponseNormalization(learned_epsilon=True,epsilon=1e-3),
  gelu=lambda:A.GELU(), gelu_exact=lambda:A.GELU(approximate=False), gn=lambda:A.GroupNormalization(groups=3), gn1=lambda:A.GroupNormalization(groups=1,axis=2,epsilon=1e-2),
  gn_c=lambda:A.GroupNormalization(groups=3,center=False,scale=False), inorm=lambda:A.InstanceNormalization(), inorm1=lambda:A.InstanceNormalization(axis=1,epsilon=1e-2),
  maxout=lambda:A.Maxout(num_units=1), maxout2=lambda:A.Maxout(num_units=4,axis=2), sparsemax=lambda:A.Sparsemax(), sparsemax1=lambda:A.Sparsemax(axis=1), snake=lambda:A.Snake(), tlu=lambda:A.TLU(), tlu_affine=lambda:A.TLU(affine=True),
  spp=lambda:A.SpatialPyramidPooling2D(bins=[1,2,3]), spp_xy=lambda:A.SpatialPyramidPooling2D(bins=[[1,2],[4,3]]), spp_cf=lambda:A.SpatialPyramidPooling2D(bins=[1,4],data_format='channels_first'),
  poincare=lambda:A.PoincareNormalize(), poincare_all=lambda:A.PoincareNormalize(axis=None,epsilon=0.1), poincare_list=lambda:A.PoincareNormalize(axis=[1,2]), poincare_neg=lambda:A.PoincareNormalize(axis=-1),
  aap2=lambda:A.AdaptiveAveragePooling2D((3,4)), amp2=lambda:A.AdaptiveMaxPooling2D((2,2)), aap2_cf=lambda:A.AdaptiveAveragePooling2D((3,1),data_format='channels_first'),
  sn_conv=lambda:A.SpectralNormalization(L.Conv2D(4,3)), wn_conv=lambda:A.WeightNormalization(L.Conv2D(4,3,activation='relu'),data_init=False), wn_conv_init=lambda:A.WeightNormalization(L.Conv2D(4,3,padding='same')),
  wn_convt=lambda:A.WeightNormalization(L.Conv2DTranspose(4,3),data_init=False), wn_nobias=lambda:A.WeightNormalization(L.Conv2D(4,3,use_bias=False),data_init=False), noisy_img=lambda:A.NoisyDense(5,activation='relu'),
).items(): simple(n,m,img)
simple('aap1',lambda:A.AdaptiveAveragePooling1D(3),(6,2)); simple('amp1',lambda:A.AdaptiveMaxPooling1D(2),(6,2)); simple('aap3',lambda:A.AdaptiveAveragePooling3D(2),(4,6,2,3)); simple('amp3',lambda:A.AdaptiveMaxPooling3D((2,3,1)),(4,6,2,3))
for n,m in dict(noisy=lambda:A.NoisyDense(3), noisy_nf=lambda:A.NoisyDense(3,use_factorised=False,sigma=0.1,activation='tanh'), noisy_nb=lambda:A.NoisyDense(3,use_bias=False), wn_dense=lambda:A.WeightNormalization(L.Dense(4,activation='tanh'),data_init=False), wn_dense_init=lambda:A.WeightNormalization(L.Dense(4)), sn_dense=lambda:A.SpectralNormalization(L.Dense(4),power_iterations=2), maxout_d=lambda:A.Maxout(2)).items(): simple(n,m,(6,))
for n,m in dict(
  wn_lstm=lambda:A.WeightNormalization(L.LSTM(3,return_sequences=True),data_init=False), wn_srnn=lambda:A.WeightNormalization(L.SimpleRNN(3),data_init=False), wn_gru=lambda:A.WeightNormalization(L.GRU(3),data_init=False), wn_conv1=lambda:A.WeightNormalization(L.Conv1D(4,2),data_init=False),
  esn=lambda:A.ESN(4), esn2=lambda:A.ESN(4,connectivity=.5,leaky=.4,return_sequences=True,use_bias=False,activation='relu',use_norm2=True), esn_back=lambda:A.ESN(4,go_backwards=True,leaky=.7),
  esncell=lambda:L.RNN(tfa.rnn.ESNCell(4,leaky=.5),return_sequences=True), lnlstm=lambda:L.RNN(tfa.rnn.LayerNormLSTMCell(3),return_sequences=True,return_state=True), lnlstm2=lambda:L.RNN(tfa.rnn.LayerNormLSTMCell(3,use_bias=False,activation='relu',recurrent_activation='hard_sigmoid',norm_epsilon=.1,dropout=.2,recurrent_dropout=.1)),
  lnrnn=lambda:L.RNN(tfa.rnn.LayerNormSimpleRNNCell(3),return_sequences=True), lnrnn2=lambda:L.RNN(tfa.rnn.LayerNormSimpleRNNCell(3,use_bias=False,activation='relu',layernorm_epsilon=.1)), nas=lambda:L.RNN(tfa.rnn.NASCell(3),return_sequences=True,return_state=True), nas2=lambda:L.RNN(tfa.rnn.NASCell(4,projection=2,use_bias=True),return_sequences=True), peep=lambda:L.RNN(tfa.rnn.PeepholeLSTMCell(3),return_sequences=True), bi_ln=lambda:L.Bidirectional(L.RNN(tfa.rnn.LayerNormLSTMCell(3),return_sequences=True)), stacked=lambda:L.RNN([tfa.rnn.LayerNormLSTMCell(3),tfa.rnn.NASCell(2)]),
).items(): simple(n,m,(5,3))
simple('nas_long',lambda:L.RNN(tfa.rnn.NASCell(3)),(20,3)); simple('lnlstm_long',lambda:L.RNN(tfa.rnn.LayerNormLSTMCell(3),return_sequences=True),(None,3),lambda:f(2,13,3)); simple('lnrnn_long',lambda:L.RNN(tfa.rnn.LayerNormSimpleRNNCell(3)),(20,3)); simple('esn_long',lambda:A.ESN(4),(20,3))
for a in ['gelu','hardshrink','lisht','mish','rrelu','snake','softshrink','sparsemax','tanhshrink']:
    simple('act_'+a,lambda a=a:L.Activation(getattr(tfa.activations,a)),(6,)); simple('dense_'+a,lambda a=a:L.Dense(4,activation=getattr(tfa.activations,a)),(6,)); simple('conv_'+a,lambda a=a:L.Conv2D(4,2,activation=getattr(tfa.activations,a)),img)
    simple('rnn_'+a,lambda a=a:L.SimpleRNN(3,activation=getattr(tfa.activations,a)),(5,3))
def inputs(name,fn,*shapes):
    def g():
        xs=[];d=[]
        for i,s in enumerate(shapes):
            dt='float32'; val=None
            if isinstance(s,tuple) and s and isinstance(s[0],str): dt,s,val=s
            xs.append(K.Input(s,dtype=dt,name='in%d'%i)); d.append(val if val is not None else f(3,*[q or 4 for q in s]))
        return xs,fn(*xs),d
    cases[name]=g
inputs('mha',lambda a,b:A.MultiHeadAttention(4,2)([a,b]),(5,6),(7,4)); inputs('mha3',lambda a,b,c:A.MultiHeadAttention(4,2,output_size=5,use_projection_bias=False)([a,b,c]),(5,6),(7,4),(7,3))
inputs('mha_coef',lambda a,b:A.MultiHeadAttention(4,3,return_attn_coef=True,dropout=.2)([a,b]),(5,6),(7,4))
mk=(rng.rand(3,5,7)>.4); mk[:,:,0]=True
inputs('mha_mask',lambda a,b,m:A.MultiHeadAttention(4,2)([a,b],mask=m),(5,6),(7,4),('bool',(5,7),mk))
inputs('mha_self',lambda a:A.MultiHeadAttention(4,2)([a,a,a]),(5,6)); inputs('mha_dyn',lambda a,b:A.MultiHeadAttention(4,2)([a,b]),(None,6),(None,6))
inputs('poly',lambda a,b:A.PolynomialCrossing()([a,b]),(6,),(6,)); inputs('poly_proj',lambda a,b:A.PolynomialCrossing(projection_dim=2,diag_scale=.5)([a,b]),(6,),(6,)); inputs('poly_nb',lambda a,b:A.PolynomialCrossing(use_bias=False,diag_scale=.1)([a,b]),(5,6),(5,6))
inputs('sdepth',lambda a,b:A.StochasticDepth(.7)([a,b]),(4,3,2),(4,3,2))
pool=tf.nn.max_pool_with_argmax
def unpool(shape,k,s,pad,**kw):
    d=f(*shape); v,m=tf.nn.max_pool_with_argmax(d,k,s,pad); return v.numpy(),m.numpy()
v,m=unpool((3,4,6,2),2,2,'SAME')
inputs('unpool',lambda a,b:A.MaxUnpooling2D()(a,b),('float32',v.shape[1:],v),('int64',m.shape[1:],m))
inputs('unpool_kw',lambda a,b:A.MaxUnpooling2D()(a,mask=b),('float32',v.shape[1:],v),('int64',m.shape[1:],m))
inputs('unpool_dyn',lambda a,b:A.MaxUnpooling2D()(a,b),('float32',(None,None,2),v),('int64',(None,None,2),m))
v2,m2=unpool((3,7,7,2),3,2,'VALID')
inputs('unpool_valid',lambda a,b:A.MaxUnpooling2D(pool_size=3,strides=2,padding='VALID')(a,b),('float32',v2.shape[1:],v2),('int64',m2.shape[1:],m2))
if hasattr(A,'MaxUnpooling2DV2'):
    v3,m3=unpool((3,5,7,2),2,2,'SAME')
    inputs('unpool_v2',lambda a,b:A.MaxUnpooling2DV2((3,5,7,2))(a,b),('float32',v3.shape[1:],v3),('int64',m3.shape[1:],m3))
if hasattr(A,'EmbeddingBag'):
    ids=rng.randint(0,9,(3,5)); ids[0]=0
    inputs('ebag',lambda a:A.EmbeddingBag(9,4)(a),('int32',(5,),ids.astype('int32'))); inputs('ebag_mean',lambda a:A.EmbeddingBag(9,4,combiner='mean')(a),('int64',(5,),ids)); inputs('ebag_w',lambda a,w:A.EmbeddingBag(9,4)(a,weights=w),('int32',(5,),ids.astype('int32')),(5,))
    inputs('ebag_maskzero',lambda a:A.EmbeddingBag(9,4,mask_zero=True)(a),('int32',(5,),ids.astype('int32')))
    inputs('ebag_3d',lambda a:A.EmbeddingBag(9,4)(a),('int32',(2,5),rng.randint(0,9,(3,2,5)).astype('int32')))
inputs('crf',lambda a:list(A.CRF(4)(a)),(6,3)); inputs('crf_nb',lambda a:list(A.CRF(4,use_boundary=False)(a)),(6,3)); inputs('crf_nk',lambda a:list(A.CRF(3,use_kernel=False)(a)),(6,3)); inputs('crf_one',lambda a:list(A.CRF(4)(a)),(1,3)); inputs('crf_dyn',lambda a:list(A.CRF(4)(a))[:2],(None,3)); inputs('crf_dec',lambda a:A.CRF(4)(a)[0],(6,3))
ids2=np.array([[1,2,3,0,0,0],[4,5,6,7,8,1],[3,0,0,0,0,0]],'int32')
inputs('crf_mask',lambda a:list(A.CRF(4)(L.Embedding(9,5,mask_zero=True)(a))),('int32',(6,),ids2))
xm=f(3,6,3); xm[0,4:]=0; xm[1,2:]=0
inputs('crf_masking',lambda a:list(A.CRF(4,use_boundary=False)(L.Masking()(a))),('float32',(6,3),xm))
inputs('ln_mask',lambda a:L.RNN(tfa.rnn.LayerNormLSTMCell(3),return_sequences=True)(L.Masking()(a)),('float32',(6,3),xm)); inputs('esn_mask',lambda a:A.ESN(3)(L.Masking()(a)),('float32',(6,3),xm))
inputs('corr',lambda a,b:A.CorrelationCost(1,2,1,1,2,'channels_last')([a,b]),(4,6,2),(4,6,2))
report={}
for name,fn in cases.items():
    if only and name not in only: continue
    rng.seed(sum(map(ord,name))); tf.random.set_seed(3); K.backend.clear_session()
    try:
        xs,y,data=fn(); m=K.Model(xs,y)
        rs=np.random.RandomState(11)
        ws=[]
        for w,v in zip(m.weights,m.get_weights()):
            if v.dtype==bool: ws.append(np.array(True) if 'noinit' not in name else v)
            elif 'initialized' in w.name: ws.append(np.array(True))
            elif 'var' in w.name: ws.append(np.abs(rs.randn(*v.shape)).astype(v.dtype)+.1)
            elif v.ndim: ws.append((rs.randn(*v.shape)*.5).astype(v.dtype))
            else: ws.append(v)
        m.set_weights(ws)
        if 'wn_' in name and name.endswith('_init'): pass
        got=m(data[0] if len(data)==1 else data)
        m.save(out+'/'+name+'.h5')
    except Exception as e:
        report[name]=type(e).__name__+': '+str(e).replace('\n',' ')[:200]; continue
    loaded='load ok'
    outs=list(got) if isinstance(got,(list,tuple)) else [got]
    try:
        m2=K.models.load_model(out+'/'+name+'.h5'); g2=m2(data[0] if len(data)==1 else data)
        g2=list(g2) if isinstance(g2,(list,tuple)) else [g2]
        if not all(np.allclose(a,b,atol=1e-6) for a,b in zip(outs,g2)): loaded='load DIFFERS'
    except Exception as e: loaded='load fails '+type(e).__name__+str(e)[:100].replace('\n',' ')
    z={}
    for i,d in enumerate(data): z['in/%d/0'%i]=np.asarray(d)
    for i,d in enumerate(outs): z['out/%d/0'%i]=np.asarray(d)
    np.savez(out+'/'+name+'.npz',**z)
    report[name]='OK '+loaded
for n,v in report.items():
    if v!='OK load ok': print(n,':',v)
print(sum(v.startswith('OK') for v in report.values()),'of',len(report))
